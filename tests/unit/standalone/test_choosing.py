"""What people call a document, and which one is meant."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from services.standalone.choosing import choose
from shared.errors import ConfigurationError


@dataclass(frozen=True)
class Document:
    document_id: str
    file_name: str
    department: str | None
    is_current: bool = True
    fiscal_year: int = 2026


EARLY = Document("aa11" + "0" * 60, "早.pdf", "临溪县水务局", is_current=False)
LATE = Document("aa22" + "0" * 60, "晚.pdf", "临溪县水务局")
OTHER = Document("bb33" + "0" * 60, "aa22", "临溪县林业局", fiscal_year=2025)
TWINS = (
    Document("cc44" + "0" * 60, "x.pdf", "临溪县教育局"),
    Document("cc55" + "0" * 60, "x.pdf", "临溪县教育局"),
)
KNOWN = (EARLY, LATE, OTHER, *TWINS)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("aa11", EARLY),
        ("AA1100", EARLY),
        (LATE.document_id, LATE),
        ("早.pdf", EARLY),
        ("临溪县水务局", LATE),
        ("临溪县林业局", OTHER),
        ("aa22", LATE),
    ],
    ids=[
        "hash",
        "capitals",
        "whole hash",
        "file",
        "current publication",
        "department",
        "hash before file name",
    ],
)
def test_the_document_that_is_meant(name: str, document: Document) -> None:
    assert choose(name, KNOWN) is document


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("临溪县", "no document is called so"),
        ("aa1", "no document is called so"),
        ("dddd", "no document is called so"),
        ("x.pdf", "2 documents are called so: cc4400000000 x.pdf 2026, cc5500000000 x.pdf 2026"),
        ("临溪县教育局", "2 documents are called so"),
    ],
)
def test_what_fits_none_or_several_is_one_line(name: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        choose(name, KNOWN)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
