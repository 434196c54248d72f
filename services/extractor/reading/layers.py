"""Layers of a PDF (optional content) that are switched off where it is opened: what stands in them is not on the page.

In goes the file, and each page that PDFium has loaded; the objects of hidden layers are taken off the page, so that
nothing of them is read as text, ruling or picture. Out come the characters that were taken off.

PDFium shows pages by their layers but lets nobody ask for them: which layers are off is read from the file with
pdfminer, by the rules of ISO 32000-1, 8.11 (default configuration, /BaseState, /ON, /OFF, automatic states for viewing,
membership dictionaries by /P). Most files have no layers, which is told without opening them.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

import pypdfium2.raw as pdfium
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1, stream_value
from pdfminer.psexceptions import PSEOF, PSException
from pdfminer.psparser import KWD, PSLiteral, literal_name
from pdfminer.utils import decode_text

_DEEPEST_FORM: Final = 12
"""Forms inside forms are followed so deep."""
_POLICIES: Final[Mapping[str, tuple[bool, Callable[[Iterable[bool]], bool]]]] = {
    "AnyOn": (True, any),
    "AllOn": (True, all),
    "AnyOff": (False, any),
    "AllOff": (False, all),
}
"""Of a membership dictionary: how many of its groups must be on, or off, for it to show."""
_DO: Final = KWD(b"Do")
_WIDE: Final = ctypes.POINTER(pdfium.FPDF_WCHAR)
FAILURES: Final = (
    PDFException,
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)
"""What pdfminer ends in where a file is damaged."""


def layers_of(data: bytes) -> Layers | None:
    """Give the layers of a PDF; None where it has none that is off, or where that cannot be found out."""
    if b"/OCProperties" not in data and b"/ObjStm" not in data:
        return None
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)), fallback=False)
        properties = resolve1(document.catalog.get("OCProperties"))
        hidden = _hidden_groups(properties) if isinstance(properties, dict) else {}
        return Layers(document, hidden) if any(hidden.values()) else None
    except FAILURES:
        return None


def _hidden_groups(properties: Mapping[str, Any]) -> dict[int, bool]:
    """Give for each group of a file, by its object's number, whether it is off where the file is opened."""
    setting = dict_value(properties.get("D", {}))
    is_off = _name(setting.get("BaseState")) == "OFF"
    hidden = dict.fromkeys(_ids(properties.get("OCGs")), is_off)
    hidden |= dict.fromkeys(_ids(setting.get("ON")), False) | dict.fromkeys(_ids(setting.get("OFF")), True)
    for automatic in map(dict_value, list_value(setting.get("AS", []))):
        if _name(automatic.get("Event")) == "View":
            for group in list_value(automatic.get("OCGs", [])):
                usage = dict_value(dict_value(group).get("Usage", {}))
                state = _name(dict_value(usage.get("View", {})).get("ViewState"))
                if state and isinstance(group, PDFObjRef):
                    hidden[group.objid] = state == "OFF"
    return hidden


class Layers:
    """The layers of one file, of which at least one is off."""

    def __init__(self, document: PDFDocument, hidden: Mapping[int, bool]) -> None:
        self._document = document
        self._hidden = hidden
        self._names: dict[str, bool] = {}
        for number, is_off in hidden.items():
            group = resolve1(PDFObjRef(document, number))
            if isinstance(group, dict):
                name = decode_text(resolve1(group.get("Name", b"")))
                self._names[name] = is_off and self._names.get(name, True)
        self._pages: list[PDFPage] | None = None

    def take_off(self, page: Any, number: int) -> str:  # noqa: ANN401 - a ctypes handle
        """Take what hidden layers hold off page `number`, just loaded by PDFium, and give its characters.

        Where the file does not say what the marks of the page mean, nothing is taken off.
        """
        try:
            are_members_off, forms = self._of_page(number)
        except FAILURES:
            return ""
        walk = _Walk(self._names, forms, are_members_off=are_members_off)
        text = pdfium.FPDFText_LoadPage(page)
        try:
            items = _items(pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, page)
            walk.visit(items, partial(pdfium.FPDFPage_RemoveObject, page), depth=0)
            return walk.characters(text) if text else ""
        finally:
            pdfium.FPDFText_ClosePage(text)
            walk.destroy()

    def _of_page(self, number: int) -> tuple[bool, list[bool]]:
        """Whether the memberships that a page's marks name are hidden, and which of its forms are, in their order."""
        if self._pages is None:
            self._pages = list(PDFPage.create_pages(self._document))
        page = self._pages[number - 1]
        pictures = dict_value(page.resources.get("XObject", {}))
        streams = {name: stream_value(entry) for name, entry in pictures.items()}
        forms = {
            name: one.attrs for name, one in streams.items() if _name(one.attrs.get("Subtype")) == "Form"
        }
        marks = [
            mark
            for resources in (page.resources, *(form.get("Resources") for form in forms.values()))
            for mark in dict_value(dict_value(resources or {}).get("Properties", {})).values()
            if "OCGs" in dict_value(mark)
        ]
        hidden = {name: self._is_off(form.get("OC")) for name, form in forms.items()}
        painted = _painted(page) if any(hidden.values()) else ()
        are_off = [self._is_off(mark) for mark in marks]
        return bool(are_off) and all(are_off), [hidden[name] for name in painted if name in hidden]

    def _is_off(self, mark: Any) -> bool:  # noqa: ANN401 - whatever stands in the file
        """Whether a group is off, or the policy of a membership dictionary is not met."""
        if isinstance(mark, PDFObjRef) and mark.objid in self._hidden:
            return self._hidden[mark.objid]
        entry = resolve1(mark)
        if not isinstance(entry, dict) or "OCGs" not in entry:
            return False
        groups = entry["OCGs"]
        members = _ids(groups if isinstance(resolve1(groups), list) else [groups])
        is_on, are = _POLICIES.get(_name(entry.get("P")), _POLICIES["AnyOn"])
        return bool(members) and not are(is_on is not self._hidden.get(one, False) for one in members)


class _Walk:
    """One walk over the objects of a page and of the forms on it, which takes off those that are hidden."""

    def __init__(self, names: Mapping[str, bool], forms: Iterable[bool], *, are_members_off: bool) -> None:
        self._names = names
        self._forms = iter(forms)
        self._are_members_off = are_members_off
        self._taken: list[Any] = []

    def visit(self, items: Iterable[Any], remove: Callable[[Any], int], depth: int) -> None:
        """Take off what is hidden of some objects, and of what is inside those that are not."""
        for item in items:
            is_form = pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM
            is_off = is_form and depth == 0 and next(self._forms, False)
            if is_off or self._is_marked_off(item):
                if remove(item):
                    self._taken.append(item)
            elif is_form and depth < _DEEPEST_FORM:
                self.visit(_inside(item), partial(pdfium.FPDFFormObj_RemoveObject, item), depth + 1)

    def characters(self, text: Any) -> str:  # noqa: ANN401
        """Give the characters of what was taken off; `text` is the text page of before."""
        return "".join(_characters(item, text, 0) for item in self._taken)

    def destroy(self) -> None:
        """Free what was taken off; to be called when no text page knows of it."""
        for item in self._taken:
            pdfium.FPDFPageObj_Destroy(item)

    def _is_marked_off(self, item: Any) -> bool:  # noqa: ANN401
        for index in range(pdfium.FPDFPageObj_CountMarks(item)):
            mark = pdfium.FPDFPageObj_GetMark(item, index)
            if _told(partial(pdfium.FPDFPageObjMark_GetName, mark)) == "OC":
                name = _told(partial(pdfium.FPDFPageObjMark_GetParamStringValue, mark, b"Name"))
                if self._names.get(name, False) if name else self._are_members_off:
                    return True
        return False


def _characters(item: Any, text: Any, depth: int) -> str:  # noqa: ANN401
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        length = pdfium.FPDFTextObj_GetText(item, text, None, 0)
        room = ctypes.create_string_buffer(length)
        pdfium.FPDFTextObj_GetText(item, text, ctypes.cast(room, _WIDE), length)
        return room.raw[:length].decode("utf-16-le", errors="replace").rstrip("\0")
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        return "".join(_characters(inner, text, depth + 1) for inner in _inside(item))
    return ""


def _told(ask: Callable[..., int]) -> str:
    """Give a text that PDFium writes to a buffer, as it writes names and values of marks; empty where it has none."""
    length = ctypes.c_ulong()
    if not ask(None, 0, length) or not length.value:
        return ""
    room = ctypes.create_string_buffer(length.value)
    ask(ctypes.cast(room, _WIDE), length.value, length)
    return room.raw.decode("utf-16-le", errors="replace").rstrip("\0")


def _inside(form: Any) -> list[Any]:  # noqa: ANN401
    return _items(pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, form)


def _items(count: Callable[[Any], int], get: Callable[[Any, int], Any], holder: Any) -> list[Any]:  # noqa: ANN401
    return [get(holder, index) for index in range(count(holder))]


def _painted(page: PDFPage) -> Iterator[str]:
    """Give the names of what a page's content paints with `Do`, in order."""
    parser = PDFContentParser(page.contents)
    operand = None
    with suppress(PSEOF):
        while True:
            _, found = parser.nextobject()
            if found is _DO and operand is not None:
                yield operand
            operand = literal_name(found) if isinstance(found, PSLiteral) else None


def _ids(groups: Any) -> list[int]:  # noqa: ANN401
    return [group.objid for group in list_value(groups or []) if isinstance(group, PDFObjRef)]


def _name(value: Any) -> str:  # noqa: ANN401
    value = resolve1(value)
    return literal_name(value) if isinstance(value, PSLiteral) else ""
