"""Loads the documents of a fixed list into a warehouse, from where it stands; says `ready` once it is open.

Usage: load_documents.py ADAPTER FOLDER COUNT
"""

import sys
from pathlib import Path

from tests.contract.warehouse.adapters import ADAPTERS
from tests.contract.warehouse.kill_list import load, numbered

adapters = {adapter.__name__: adapter for adapter in ADAPTERS}
warehouse = adapters[sys.argv[1]](Path(sys.argv[2])).open()
sys.stdout.write("ready\n")
sys.stdout.flush()
load(warehouse, numbered(int(sys.argv[3])))
warehouse.close()
