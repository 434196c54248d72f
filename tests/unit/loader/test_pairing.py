"""Which text belongs to which tables: a function of what a department has published, never a guess."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.loader.pairing import TABLES, TEXT, WHOLE, Part, due, pairs


def part(
    name: str,
    scope: str,
    level: str | None = "部门",
    year: int | None = 2026,
    *,
    kind: str = "budget",
    is_current: bool = True,
    day: int = 1,
) -> Part:
    """A publication; its name is its id."""
    return Part(
        document_id=name,
        scope=scope,
        org_level=level,
        fiscal_year=year,
        kind=kind,
        is_current=is_current,
        submitted_at=dt.datetime(2026, 3, day, tzinfo=dt.UTC),
        reading=f"{name}!",
        joined_document_id=None,
        joined_reading=None,
    )


def named(*parts: Part) -> dict[str, str | None]:
    return {text: other.document_id if other else None for text, other in pairs(parts).items()}


def test_files_of_one_disclosure_are_a_pair_and_those_of_another_are_not() -> None:
    text, tables = part("text", TEXT), part("tables", TABLES)
    assert named(text, tables) == {"text": "tables"}
    assert named(text, part("tables", TABLES, year=2025)) == {"text": None}
    assert named(text, part("tables", TABLES, level="单位")) == {"text": None}
    assert named(text, part("tables", TABLES, kind="final_account")) == {"text": None}
    assert named(text) == {"text": None}


def test_the_tables_that_are_current_count_for_every_text() -> None:
    old, new = part("old", TABLES, is_current=False), part("new", TABLES, day=2)
    texts = part("text", TEXT, is_current=False), part("again", TEXT, day=3)
    assert named(old, new, *texts) == {"text": "new", "again": "new"}


@pytest.mark.parametrize(("day", "expected"), [(1, None), (9, "whole")])
def test_a_whole_publication_gives_its_tables_to_a_later_text_only(day: int, expected: str | None) -> None:
    assert named(part("whole", WHOLE, day=5), part("text", TEXT, day=day)) == {"text": expected}


@pytest.mark.parametrize("open_side", ["text", "tables", "both"])
def test_what_is_open_fits_where_nothing_contradicts_it(open_side: str) -> None:
    text = part("text", TEXT, level=None if open_side != "tables" else "部门")
    tables = part("tables", TABLES, year=None if open_side != "text" else 2026)
    assert named(text, tables) == {"text": "tables"}


def test_among_several_that_fit_none_is_chosen() -> None:
    open_text, open_tables = part("text", TEXT, level=None), part("tables", TABLES, level=None)
    assert named(open_text, part("a", TABLES), part("b", TABLES, level="单位")) == {"text": None}
    assert named(part("a", TEXT), part("b", TEXT, level="单位"), open_tables) == {"a": None, "b": None}
    assert named(open_text, part("exact", TEXT), part("tables", TABLES)) == {"text": None, "exact": "tables"}


def test_an_open_text_is_not_taken_for_that_of_a_whole_publication() -> None:
    assert named(part("whole", WHOLE), part("text", TEXT, level=None, day=9)) == {"text": None}


def test_due_is_what_was_judged_otherwise() -> None:
    tables = part("tables", TABLES)
    alone = part("text", TEXT)
    joined = alone._replace(joined_document_id="tables", joined_reading="tables!")
    older = joined._replace(joined_reading="before")
    assert due([alone, tables]) == {"text": tables}
    assert due([joined, tables]) == {}
    assert due([older, tables]) == {"text": tables}, "the tables were read anew"
    assert due([older, tables._replace(reading=None)]) == {}, "no validator told the reading"
    assert due([joined]) == {"text": None}
    assert due([alone]) == {}
    assert due([alone._replace(reading=None), tables]) == {}, "a validator that cannot join judged it"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([TEXT, TABLES, WHOLE]),
            st.sampled_from([None, "部门", "单位"]),
            st.sampled_from([None, 2025, 2026]),
            st.integers(1, 9),
        ),
        max_size=5,
    )
)
def test_the_order_has_no_part_in_it_and_what_is_known_agrees(
    made: list[tuple[str, str | None, int | None, int]],
) -> None:
    parts = [
        part(str(number), scope, level, year, day=day)
        for number, (scope, level, year, day) in enumerate(made)
    ]
    found = named(*parts)
    assert all(named(*order) == found for order in itertools.islice(itertools.permutations(parts), 10))
    by_id = {one.document_id: one for one in parts}
    for text, other in found.items():
        if other is not None:
            known = zip(by_id[text].identity, by_id[other].identity, strict=True)
            assert all(one == two for one, two in known if one is not None and two is not None)
