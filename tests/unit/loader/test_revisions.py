"""The ranking of publications, and what makes two of them the same disclosure."""

from __future__ import annotations

import datetime as dt

import pytest

from services.loader.revisions import Publication, Revision, disclosure, rank
from tests.contract.warehouse.documents import MORNING


def test_publications_are_numbered_by_submission_and_equal_times_by_id() -> None:
    later = MORNING.replace(hour=9)
    ranks = rank([Publication(later, "a"), Publication(MORNING, "c"), Publication(MORNING, "b")])
    assert ranks == {"b": Revision(1, False), "c": Revision(2, False), "a": Revision(3, True)}


def test_no_publications_have_no_ranks() -> None:
    assert rank([]) == {}


@pytest.mark.parametrize(
    "known",
    [(None, "部门", 2025, "budget"), ("", "部门", 2025, "budget"), ("甲局", None, 2025, "budget"),
     ("甲局", "部门", None, "budget"), ("甲局", "部门", 2025, None)],
)  # fmt: skip
def test_a_disclosure_needs_all_four(known: tuple[str | None, str | None, int | None, str | None]) -> None:
    assert disclosure(*known) is None


def test_the_same_four_are_the_same_disclosure() -> None:
    assert disclosure("甲局", "部门", 2025, "budget") == disclosure("甲局", "部门", 2025, "budget")
    assert disclosure("甲局", "部门", 2025, "budget") != disclosure("甲局", "单位", 2025, "budget")


def test_tables_and_text_published_apart_do_not_supersede_each_other() -> None:
    """Both are current, the first publication of each; a later text supersedes the earlier text alone."""
    hours = [MORNING + dt.timedelta(hours=hour) for hour in range(3)]
    apart = [Publication(hours[0], "a", "tables"), Publication(hours[1], "b", "text")]
    assert rank(apart) == {"a": Revision(1, is_current=True), "b": Revision(1, is_current=True)}
    assert rank([*apart, Publication(hours[2], "c", "text")]) == {
        "a": Revision(1, is_current=True),
        "b": Revision(1, is_current=False),
        "c": Revision(2, is_current=True),
    }


def test_a_whole_publication_supersedes_the_parts_before_it() -> None:
    """It has new tables and a new text; its tables may be superseded by a later publication of tables."""
    hours = [MORNING + dt.timedelta(hours=hour) for hour in range(4)]
    found = rank(
        [
            Publication(hours[0], "a", "tables"),
            Publication(hours[1], "b", "text"),
            Publication(hours[2], "c", "whole"),
            Publication(hours[3], "d", "attachment"),
        ]
    )
    assert [document for document, revision in found.items() if revision.is_current] == ["c", "d"]
    assert found["c"] == Revision(2, is_current=True)
