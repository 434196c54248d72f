"""What is known of the documents beforehand: an index in CSV, one row a file, and whether an identity agrees with it.

Columns: `file`, and as far as they are there `layout_family`, `fiscal_year`, `kind` (`budget`, `final`, or `none` for a
file that is no disclosure), `org_level`, `department`, or `title`, the words of the first page, which name the
department somewhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from shared.layout.label import normalise
from shared.model.base import Model
from shared.model.document import Head

NO_DISCLOSURE: Final = "none"
_FOLDER_OF_OTHERS: Final = "not-budgets"
"""A folder of this name holds files that are no disclosures, whatever the index says."""
_KINDS: Final = {"final": "final_account", "决算": "final_account", "预算": "budget"}
_BESIDE_NAMES: Final = re.compile(
    r"20\d\d年?度?|附件\d*|[部门单位]*(?:预算|决算)|部门|单位|公开|报表|信息|情况|说明|综合|汇总|名称|年度|市级|[（）()：:《》、，]"
)
_LEAST_NAME: Final = 3
_BRACKETED: Final = re.compile(r"（(?:本级|汇总|机关|部门|单位)）")


class Truth(Model):
    """What an index says of one file; None where it does not say."""

    family: str | None = None
    department: str | None = None
    title: str | None = None
    fiscal_year: int | None = None
    kind: str | None = None
    org_level: str | None = None

    @property
    def is_disclosure(self) -> bool:
        """False for a file that is to be refused."""
        return self.kind != NO_DISCLOSURE


def read_index(path: Path) -> dict[str, Truth]:
    """Give what an index says by file name. Raises ValueError, with a line to print, where it is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"the index {path} cannot be read: {error}") from error
    if not rows or "file" not in rows[0]:
        raise ValueError(f"the index {path} has no column `file`: give a CSV file with a head line")
    return {row["file"]: _truth(row) for row in rows}


def _truth(row: Mapping[str, str | None]) -> Truth:
    year = row.get("fiscal_year") or ""
    kind = row.get("kind") or None
    return Truth(
        family=row.get("layout_family") or None,
        department=row.get("department") or None,
        title=row.get("title") or None,
        fiscal_year=int(year) if year.isdigit() else None,
        kind=_KINDS.get(kind, kind) if kind else None,
        org_level=row.get("org_level") or None,
    )


def truth_of(path: Path, index: Mapping[str, Truth]) -> Truth:
    """Give what is known of a file: by its name, or by the folder that it lies in."""
    if _FOLDER_OF_OTHERS in path.parts:
        return Truth(family=_FOLDER_OF_OTHERS, kind=NO_DISCLOSURE)
    return index.get(path.name, Truth())


def names_department(found: str, truth: Truth) -> bool:
    """Whether a department's name is the one that the index gives, or one that its title names."""
    name = _BRACKETED.sub("", normalise(found))
    if truth.department:
        return _BRACKETED.sub("", normalise(truth.department)) == name
    title = normalise(truth.title or "")
    named = [part for part in _BESIDE_NAMES.split(title) if part and len(part) >= _LEAST_NAME]
    return name in title or any(part in name or _shortens(part, name) for part in named)


def _shortens(short: str, name: str) -> bool:
    """Whether a name is called so in its own place: 省法院 for the 高级人民法院 of a province."""
    rank, office = short[0], short[1:]
    place, found, rest = name.partition(rank)
    return (
        bool(place and found)
        and rank in "省市区县"
        and rest.endswith(office[-2:])
        and _in_order(office, rest)
    )


def _in_order(few: str, many: str) -> bool:
    """Whether all characters stand in a text, in their order, others between them."""
    left = iter(many)
    return all(character in left for character in few)


def differing(head: Head, truth: Truth) -> Iterator[str]:
    """Give the parts of an identity that differ from what is known; `taken` for what is no disclosure."""
    if not truth.is_disclosure:
        yield "taken"
        return
    if truth.kind and truth.kind != head.kind.value:
        yield "kind"
    if truth.fiscal_year and truth.fiscal_year != head.fiscal_year:
        yield "year"
    if truth.org_level and truth.org_level != head.org_level:
        yield "level"
    if (truth.department or truth.title) and not (
        head.department and names_department(head.department, truth)
    ):
        yield "department"
