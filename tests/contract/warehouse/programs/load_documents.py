"""Loads the documents of a fixed list into a warehouse, from where it stands; a line when it is open and for each.

Usage: load_documents.py KIND PLACE COUNT
"""

import sys

from tests.contract.warehouse.adapters import open_for_program
from tests.contract.warehouse.kill_list import load, numbered


def say(what: str) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


kind, place, count = sys.argv[1:]
warehouse = open_for_program(kind, place)
say("open")
load(warehouse, numbered(int(count)), after_each=say)
warehouse.close()
