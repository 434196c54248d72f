"""What cannot be demanded of a file: what another file publishes, and the lists of a form that no layout knows.

In goes the view of a document, out comes the reason, or None where the form's list holds.
"""

from __future__ import annotations

from services.validator.rules.check import Message
from services.validator.rules.view import DocumentView
from shared.model.document import Scope

_WHAT = {
    Scope.TEXT: Message("the text of a disclosure alone", "文字说明"),
    Scope.TABLES: Message("the tables of a disclosure alone", "预算表"),
    Scope.ATTACHMENT: Message("an attachment to a disclosure", "附件"),
}


def undemanded_tables(view: DocumentView) -> Message | None:
    """Give why no table can be missed."""
    head = view.document.head
    if head is not None and not head.scope.has_tables:
        return _elsewhere(head.scope, Message("its tables are", "其预算表"))
    return _unknown_form(view, Message("tables", "哪些表格"))


def undemanded_sections(view: DocumentView) -> Message | None:
    """Give why no section can be missed."""
    head = view.document.head
    if head is not None and not head.scope.has_text:
        return _elsewhere(head.scope, Message("its text is", "其文字说明"))
    return _unknown_form(view, Message("sections", "哪些章节"))


def _elsewhere(scope: Scope, part: Message) -> Message:
    what = _WHAT[scope]
    return Message(
        f"The file is {what.en}; {part.en} published in another file",
        f"本文件仅为{what.zh}，{part.zh}在另一文件中公开",
    )


def _unknown_form(view: DocumentView, part: Message) -> Message | None:
    if view.layout is None or not view.layout.recognition.fallback:
        return None
    return Message(
        f"The form is of no family that a layout describes; which {part.en} it must have is not known",
        f"该文件的格式没有对应的版式定义，无法判断应当公开{part.zh}",
    )
