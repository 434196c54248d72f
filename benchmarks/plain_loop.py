"""The loop that Fiscus is compared with: `python -m benchmarks.plain_loop FOLDER` reads every PDF with pdfplumber.

It does what a script of ten lines does: text and tables of every page, each page closed so that memory stays flat. It
interprets nothing, checks nothing and keeps nothing. Prints the number of pages.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pdfplumber


def read_all(folder: Path) -> int:
    """Read every PDF of a folder; give the number of pages."""
    pages = 0
    for path in sorted(folder.rglob("*.pdf")):
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.extract_tables()
                page.close()
                pages += 1
    return pages


if __name__ == "__main__":
    print(read_all(Path(sys.argv[1])))
