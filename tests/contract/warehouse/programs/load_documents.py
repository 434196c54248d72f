"""Loads the documents of a fixed list into a warehouse, from where it stands; a line when it is open and for each.

Usage: load_documents.py ADAPTER FOLDER COUNT
"""

import sys
from pathlib import Path

from tests.contract.warehouse.adapters import ADAPTERS
from tests.contract.warehouse.kill_list import load, numbered


def say(what: str) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


adapters = {adapter.__name__: adapter for adapter in ADAPTERS}
warehouse = adapters[sys.argv[1]](Path(sys.argv[2])).open()
say("open")
load(warehouse, numbered(int(sys.argv[3])), after_each=say)
warehouse.close()
