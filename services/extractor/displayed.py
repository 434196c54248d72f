"""Places on pages as displayed: those read on a page that was turned for its sideways text are turned back.

A table printed sideways is read on the turned page, one in giant or tiny type on the scaled page. Whoever looks a
figure up opens the page as it is displayed, so every place that leaves the extractor lies there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields, is_dataclass, replace
from typing import Any, TypeVar

from services.extractor.reading import Page
from services.extractor.reading.turning import turned_box
from shared.model.base import Model
from shared.model.place import Box, Place

T = TypeVar("T")


def on_displayed_pages(read: T, pages: Iterable[Page]) -> T:
    """Give what was read, a dataclass of models, with every place on the page as it is displayed."""
    turned = {page.number: page for page in pages if page.turned_for_text or page.scale != 1}
    result: T = _displayed(read, turned) if turned else read
    return result


def _displayed(value: Any, turned: Mapping[int, Page]) -> Any:  # noqa: ANN401 - whatever models are made of
    if isinstance(value, Place):
        page = turned.get(value.page)
        return (
            value if page is None or value.box is None else Place(page=value.page, box=_box(value.box, page))
        )
    if isinstance(value, tuple):
        return tuple(_displayed(item, turned) for item in value)
    if isinstance(value, Model):
        return value.model_copy(update={name: _displayed(item, turned) for name, item in value})
    if is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _displayed(getattr(value, field.name), turned) for field in fields(value)}
        return replace(value, **parts)
    return value


def _box(box: Box, page: Page) -> Box:
    x0, top, x1, bottom = astuple(
        turned_box(box, -page.turned_for_text % 360, page.width or 0, page.height or 0)
    )
    scale = page.scale
    return Box(x0=x0 / scale, top=top / scale, x1=x1 / scale, bottom=bottom / scale)
