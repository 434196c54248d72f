"""Layers that are switched off where the file is opened: nothing of them is read, and what they hold is told."""

from __future__ import annotations

import pytest

from services.extractor.page_observations import observe_pages
from services.extractor.reading import read
from tests.typeset.hostile import raw_pdf, stream
from tests.unit.reading.drawn import read_page, texts

GROUPS = {6: b"<</Type/OCG/Name(Final)>>", 7: b"<</Type/OCG/Name(Draft)>>"}
BOTH = (
    b"BT /F 10 Tf 40 250 Td (1,234.50) Tj ET "
    b"/OC /Draft BDC BT /F 10 Tf 40 230 Td (9,876.54) Tj ET 0 0 m 400 0 l S EMC "
    b"/OC /Final BDC BT /F 10 Tf 40 210 Td (88.00) Tj ET EMC"
)
PROPERTIES = b"/Properties<</Final 6 0 R/Draft 7 0 R>>"


def layered(
    content: bytes, setting: bytes, resources: bytes = PROPERTIES, more: dict[int, bytes] | None = None
) -> bytes:
    """A PDF of one page whose groups are Final (6) and Draft (7), with this default setting of them."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<<%s>>>>>>" % setting,
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>%s>>>>" % resources,
        4: stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **GROUPS,
        **(more or {}),
    }
    return raw_pdf([body for _, body in sorted(objects.items())])


def form(content: bytes, entries: bytes) -> bytes:
    resources = b"/Resources<</Font<</F 5 0 R>>%s>>" % PROPERTIES
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]" + resources + entries)


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        (b"", ["1,234.50", "9,876.54", "88.00"]),
        (b"/OFF[7 0 R]", ["1,234.50", "88.00"]),
        (b"/BaseState/OFF", ["1,234.50"]),
        (b"/BaseState/OFF/ON[6 0 R]", ["1,234.50", "88.00"]),
        (b"/BaseState/ON/ON[6 0 R]/OFF[6 0 R 7 0 R]", ["1,234.50"]),
    ],
)
def test_what_stands_in_a_layer_that_is_off_is_not_read(setting: bytes, shown: list[str]) -> None:
    page = read_page(layered(BOTH, setting))
    assert texts(page) == shown
    hidden = [text for text in ("9,876.54", "88.00") if text not in shown]
    assert [text for text in ("9,876.54", "88.00") if text in page.off] == hidden


def test_a_layer_that_viewers_switch_off_by_themselves_is_not_read() -> None:
    usage = b"<</Type/OCG/Name(Draft)/Usage<</View<</ViewState/OFF>>>>>>"
    data = layered(BOTH, b"/AS[<</Event/View/Category[/View]/OCGs[7 0 R]>>]", more={7: usage})
    assert texts(read_page(data)) == ["1,234.50", "88.00"]
    data = layered(BOTH, b"/AS[<</Event/Print/Category[/Print]/OCGs[7 0 R]>>]", more={7: usage})
    assert texts(read_page(data)) == ["1,234.50", "9,876.54", "88.00"]


@pytest.mark.parametrize(
    ("membership", "is_shown"),
    [
        (b"/OCGs 7 0 R", False),
        (b"/OCGs[6 0 R 7 0 R]", True),
        (b"/OCGs[6 0 R 7 0 R]/P/AllOn", False),
        (b"/OCGs[6 0 R 7 0 R]/P/AnyOff", True),
        (b"/OCGs[6 0 R]/P/AllOff", False),
    ],
)
def test_a_membership_shows_by_its_policy(membership: bytes, is_shown: bool) -> None:
    content = b"/OC /M BDC BT /F 10 Tf 40 250 Td (77.00) Tj ET EMC"
    more = {8: b"<</Type/OCMD%s>>" % membership}
    page = read_page(layered(content, b"/OFF[7 0 R]", b"/Properties<</M 8 0 R>>", more))
    assert texts(page) == (["77.00"] if is_shown else [])


def test_forms_have_layers_of_their_own_and_layers_within() -> None:
    """Of two forms only the second has a hidden layer; marks inside a form count too."""
    more = {
        8: form(BOTH, b"/OC 6 0 R"),
        9: form(b"BT /F 10 Tf 40 100 Td (55.00) Tj ET", b"/OC 7 0 R"),
    }
    data = layered(b"/One Do /Two Do", b"/OFF[7 0 R]", b"/XObject<</One 8 0 R/Two 9 0 R>>", more)
    page = read_page(data)
    assert texts(page) == ["1,234.50", "88.00"]
    assert "9,876.54" in page.off
    assert "55.00" in page.off


def test_a_copy_in_a_hidden_layer_does_not_take_the_place_of_the_shown_one() -> None:
    """PDFium keeps one of two equal texts at one place, which would be the hidden one."""
    line = b"BT /F 10 Tf 40 250 Td (1,234.50) Tj ET "
    page = read_page(layered(b"/OC /Draft BDC " + line + b"EMC " + line, b"/OFF[7 0 R]"))
    assert texts(page) == ["1,234.50"]


def test_a_page_of_which_all_is_off_is_blank() -> None:
    content = b"/OC /Draft BDC BT /F 10 Tf 40 230 Td (9,876.54) Tj ET EMC"
    blank = layered(content, b"/OFF[7 0 R]")
    assert texts(read_page(blank)) == []


def test_rules_of_a_layer_that_is_off_make_no_table() -> None:
    frame = b"40 200 m 340 200 l 40 240 m 340 240 l 40 280 m 340 280 l 40 200 m 40 280 l 200 200 m 200 280 l "
    content = b"/OC /Draft BDC %s 340 200 m 340 280 l S EMC BT /F 10 Tf 50 250 Td (12.00) Tj ET" % frame
    assert read_page(layered(content, b"")).grids
    assert not read_page(layered(content, b"/OFF[7 0 R]")).grids


@pytest.mark.parametrize(("text", "is_told"), [(b"9,876.54", True), (b"draft", False)])
def test_figures_of_a_layer_that_is_off_are_told(text: bytes, is_told: bool) -> None:
    content = b"BT /F 10 Tf 40 250 Td (1.00) Tj ET /OC /Draft BDC BT /F 10 Tf 40 230 Td (%s) Tj ET EMC" % text
    pages = read(layered(content, b"/OFF[7 0 R]"), name="a.pdf").pages
    told = [(found.kind.value, found.printed) for found in observe_pages(pages)]
    assert told == ([("text_hidden", "9,876.54")] if is_told else [])


@pytest.mark.parametrize("broken", [b"/OFF 7", b"/OFF[99 0 R]", b"/AS[4 0 R]"])
def test_a_setting_that_says_nothing_hides_nothing(broken: bytes) -> None:
    assert texts(read_page(layered(BOTH, broken))) == ["1,234.50", "9,876.54", "88.00"]
