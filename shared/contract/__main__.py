"""Writes the schemas and the AsyncAPI document into a checkout: `python -m shared.contract [FOLDER]`.

In goes the top of the checkout (by default the working directory); files that hold something else are written anew,
schemas of topics that are gone are removed, and each change is told.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from shared.contract.asyncapi import as_yaml
from shared.contract.schemas import schema_files

SCHEMA_FOLDER: Final = Path("shared/events/schemas")
ASYNCAPI_FILE: Final = Path("docs/asyncapi.yaml")


def contract_files() -> dict[Path, str]:
    """Give the text of every file of the contract, by its path from the top of the checkout."""
    schemas = {SCHEMA_FOLDER / name: text for name, text in schema_files().items()}
    return {**schemas, ASYNCAPI_FILE: as_yaml()}


def write(top: Path) -> list[str]:
    """Bring the files below `top` up to date; give one line for each that was not."""
    files = contract_files()
    told: list[str] = []
    for path in sorted((top / SCHEMA_FOLDER).glob("*.json")):
        if path.relative_to(top) not in files:
            path.unlink()
            told.append(f"removed {path.relative_to(top)}")
    for name, text in files.items():
        path = top / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            told.append(f"wrote {name}")
    return told


def main(arguments: list[str]) -> int:
    """Run the command; 2 where the folder is no checkout."""
    top = Path(arguments[0] if arguments else ".")
    if not (top / "pyproject.toml").is_file():
        sys.stderr.write(f"contracts: {top} is not the top of a checkout; run it there or name it\n")
        return 2
    sys.stdout.write("".join(f"contracts: {line}\n" for line in write(top) or ["up to date"]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
