"""``python -m tests.typeset OUT_DIR --seed 1 --count 3``: writes invented disclosures, for the eye and for trials."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.typeset.generate import generate
from tests.typeset.style import STYLES
from tests.typeset.truth import truth

PRODUCERS = {
    "reportlab": ("reportlab_pdf", ".pdf"),
    "weasyprint": ("weasyprint_pdf", ".pdf"),
    "libreoffice": ("libreoffice_pdf", ".pdf"),
    "text": ("text_extract", ".txt"),
}


def main(arguments: list[str] | None = None) -> None:
    """Write the asked-for disclosures, and with ``--truth`` what a perfect reader finds in each."""
    parser = argparse.ArgumentParser(prog="python -m tests.typeset", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write to; it is made if it is missing")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (default 1)")
    parser.add_argument(
        "--count", type=int, default=1, help="how many, with the seeds that follow (default 1)"
    )
    parser.add_argument("--producer", choices=sorted(PRODUCERS), default="reportlab")
    parser.add_argument(
        "--style", choices=[*STYLES, "each"], default="plain", help="a style, or each of them in turn"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="fix an option of the generator, such as projects=2, carryover=true, org_level=单位 (repeatable)",
    )
    parser.add_argument("--truth", action="store_true", help="write a .json file beside each document")
    options = parser.parse_args(arguments)
    fixed = dict(setting(text) for text in options.set)
    options.out.mkdir(parents=True, exist_ok=True)
    module, suffix = PRODUCERS[options.producer]
    producer = import_module(f"tests.typeset.{module}")
    names = list(STYLES) if options.style == "each" else [options.style]
    for number in range(options.count):
        disclosure = generate(options.seed + number, **fixed)
        name = names[number % len(names)]
        path = (
            options.out
            / f"{disclosure.fiscal_year}-{options.seed + number:03d}-{options.producer}-{name}{suffix}"
        )
        producer.typeset(disclosure, path, STYLES[name])
        print(path)
        if options.truth:
            found = json.dumps(truth(disclosure, path.name), ensure_ascii=False, indent=1)
            path.with_suffix(".json").write_text(found + "\n", encoding="utf-8")


def setting(text: str) -> tuple[str, Any]:
    """A generator option from ``name=value``: numbers and true/false as JSON writes them, all else as words."""
    name, _, value = text.partition("=")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


if __name__ == "__main__":
    main()
