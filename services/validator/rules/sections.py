"""Completeness of the narrative: is every section of the layout there, in order?

A lost heading says little about a lost section, and text without figures cannot be confirmed by any; so sections
weigh as warnings whatever is found of them, and all that is missing is told in one finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.validator.rules.check import Check, Message, Spot, broken, held, not_checkable
from services.validator.rules.order import first_out_of_order
from services.validator.rules.scope import undemanded_sections
from services.validator.rules.view import DocumentView
from shared.layout import Layout, SectionDef
from shared.model.finding import Fault, Outcome


def section_checks(view: DocumentView) -> Iterator[Check]:
    """Check the headings of the document against the sections of its layout."""
    if view.layout is None:
        return
    undemanded = undemanded_sections(view)
    if undemanded is not None:
        yield not_checkable("completeness.section", undemanded)
        return
    printed = [heading.section_key for heading in view.document.headings if heading.section_key]
    missing = [s for s in view.layout.sections if s.mandatory and s.key not in printed]
    for section in view.layout.sections:
        if section.mandatory and section.key in printed:
            yield held("completeness.section")
    if missing:
        yield _missing(view, missing)
        yield from (Check("completeness.section", Outcome.BROKEN) for _ in missing[1:])
    late = first_out_of_order(printed, view.layout.section_order)
    yield _late(view, view.layout, *late) if late else held("completeness.section_order")


def _missing(view: DocumentView, missing: list[SectionDef]) -> Check:
    with_content = {claim.section_key for claim in view.document.claims}
    lost = [section for section in missing if section.key in with_content]
    en = f"{len(missing)} headings are not printed or were lost: {', '.join(s.key for s in missing)}"
    zh = f"缺少{len(missing)}个标题（未列示或识读时丢失）：{'、'.join(s.titles[0] for s in missing)}"
    if lost:
        en += f"; figures of {', '.join(section.key for section in lost)} are there"
        zh += f"；其中{'、'.join(section.titles[0] for section in lost)}的内容仍在"
    return broken("completeness.section", Message(en, zh))


def _late(view: DocumentView, layout: Layout, key: str, after: str) -> Check:
    titles = {section.key: section.titles[0] for section in layout.sections}
    place = next(heading.place for heading in view.document.headings if heading.section_key == key)
    return broken(
        "completeness.section_order",
        Message(
            f"The section {key} stands after {after}, the layout has it before",
            f"“{titles[key]}”排在“{titles[after]}”之后，与规定顺序不符",
        ),
        spot=Spot(place=place),
        fault=Fault.DISCLOSURE,
    )
