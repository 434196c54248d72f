import pytest

from shared.layout import load_layouts
from shared.rulebook import RulebookError
from shared.rulebook.checks import load_checks, load_rules, parse_checks
from shared.rulebook.claims import load_claims, parse_claims
from shared.rulebook.formula import CellName

BOOK = load_claims()
LAYOUT = next(layout for layout in load_layouts() if layout.id == "xinjiang")
NO_LISTS = "lists: []\nsums: []\nlimits: []\ncells: []\nplans: []\nnames: []\n"


def test_sections_and_subjects_are_keys_of_the_layout() -> None:
    sections = {section.key for section in LAYOUT.sections}
    subjects = {subject.key for subject in LAYOUT.subjects}
    of_projects = {"project_budget", "project_allocation", *(f"{key}.budget" for key in subjects)}

    assert {entry.section for entry in BOOK.statements} | {entry.section for entry in BOOK.lists} <= sections
    assert {key for entry in BOOK.statements for key in entry.subjects} <= subjects | of_projects
    parts = [part.rpartition("/") for entry in BOOK.lists for part in (*entry.parts, *entry.others)]
    assert {part for *_, part in parts} <= subjects | of_projects | {"code"}
    assert {section for section, *_ in parts if section} <= sections


def test_the_cells_of_statements_stand_in_the_layouts_tables() -> None:
    cells = [
        cell
        for entry in BOOK.statements
        for groups in entry.parsed.values()
        for sides in groups
        for side in sides
        for cell in side
    ]

    tables = [table for layout in load_layouts() for table in layout.tables]
    for cell in cells:
        columns = [table.column_keys() for table in tables if table.table_id == cell.table_id]
        assert any(cell.column in keys for keys in columns), cell


def test_alternatives_are_read_in_their_order() -> None:
    book = parse_claims(
        "statements:\n  - {section: a, row_code: 'T1[total, b] or T2[total, c] + T2[total, d] else T3[total, e]'}\n"
        + NO_LISTS,
        "test",
    )
    [[first, *_]] = [book.statements[0].parsed.values()]
    before, behind = first

    assert before == (
        (CellName("T1", "total", "b"),),
        (CellName("T2", "total", "c"), CellName("T2", "total", "d")),
    )
    assert behind == ((CellName("T3", "total", "e"),),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("statements: {}\n" + NO_LISTS, "file.yaml: expected the key “statements” with a list"),
        (
            "statements:\n  - {row_code: 'T1[total, b]'}\n" + NO_LISTS,
            r"statements\[0\]: section: Field required",
        ),
        (
            "statements:\n  - {section: a, row_code: 'T1[total'}\n" + NO_LISTS,
            r"statements\[0\]: formula .*cannot read",
        ),
    ],
)
def test_a_claim_book_that_cannot_be_used_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(RulebookError, match=message):
        parse_claims(text, "file.yaml")


def test_rules_that_need_code_bear_their_family_in_the_id() -> None:
    with pytest.raises(RulebookError, match="the id does not begin with the family “codes"):
        parse_checks(
            "checks:\n  - {id: a.b, title: t, title_zh: t, family: codes, dimension: accuracy, severity: info, "
            "source: s, formula: f, holds: {}, breaks: {}}",
            "file.yaml",
        )


def test_no_two_rules_share_an_id() -> None:
    assert len(load_rules()) > len(load_checks()) > 40


def test_every_figure_that_is_compared_has_a_name() -> None:
    compared = {key for entry in BOOK.sums for key in (entry.whole, *entry.parts)}
    compared |= {key for limit in BOOK.limits for key in (limit.part, limit.whole)}
    compared |= {entry.figure for entry in BOOK.cells} | {entry.figure for entry in BOOK.plans}

    assert compared == {name.figure for name in BOOK.names}
    assert BOOK.name_of("staff.serving").zh == "在职人数"
    assert BOOK.name_of("unknown.figure").zh == "unknown.figure"
