"""Rows of a text extract: lines in, draft rows out, with amounts in their printed order and no columns yet.

A row begins where its axis says (a code or, in a table without any, the name of a class; a prescribed label,
a total, the department's name) and takes every line up to the next beginning: labels wrap before and after
their numbers, and numbers come apart over lines. A line of a two-sided table holds a piece of each side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.extractor.ledger import Ledger, Role, Span
from services.extractor.segment.headline import is_bare_number
from services.extractor.segment.region import PlacedLine, TableRegion
from services.extractor.tables import fixed_rows
from services.extractor.tables.codes import CODED_AXES, ParsedCode, first_digits, parse_code, row_kind
from services.extractor.tables.codes_of_names import codes_called
from services.extractor.tables.columns_of_lines import columns_of, without_head
from services.extractor.tables.draft import DraftRow, DraftTable
from services.extractor.tables.gathered_row import GatheredRow, code_of, in_columns, is_clipped
from services.extractor.tables.header_lines import HeaderVocabulary, strip_header
from services.extractor.tables.levels_of_names import code_rows
from services.extractor.tables.name_numbers import NameNumbers
from services.extractor.tables.names import CodeNames
from services.extractor.tables.numerals import NumericWord, is_amount, join_amounts, split_numerals
from services.extractor.tables.sides_of_lines import Piece, cut, opens_named, prints_class_codes, split_sides
from shared.layout import Axis, Layout, SideDef, TableDef
from shared.layout.label import normalise, words
from shared.model.table import RowKind
from shared.taxonomy import functional

_SHORTEST_NAME = 4
_UNIT_NUMBER = re.compile(r"^\d{3,}[-—]?")
"""The budget code of a unit before its name."""
_LEAST_NAMES = 2
_BETWEEN_STROKES = re.compile(r"^[-–—－]+\s*\d{1,4}\s*[-–—－]+$")
"""A page number at the foot of a printed page (`- 12 -`), which is neither label nor amount."""


def rows_from_lines(
    region: TableRegion,
    definition: TableDef,
    layout: Layout,
    names: CodeNames,
    ledger: Ledger,
    *,
    department: str | None = None,
) -> DraftTable:
    """Read the rows of a region of a text extract, accounting for every number that is used.

    `department` is the publisher's name, for tables whose head does not name who made them.
    """
    vocabulary = HeaderVocabulary(definition, layout)
    lines: list[PlacedLine] = []
    has_header = False
    for page in region.body:
        header, data = strip_header(page, vocabulary)
        has_header = has_header or bool(header)
        for line in header:
            ledger.account_all(line.key, Role.HEADER)
        lines += data
    reader = _RowReader(definition, names, ledger, region.preparer or department)
    reader.by_name = _prints_names_alone(lines, definition)
    reader.names_classes = not prints_class_codes(lines)
    reader.name_numbers = NameNumbers.of(lines)
    page_numbers = [line for line in lines if is_bare_number(line.text)]
    for line in lines:
        for piece in reader.split(line) if not _BETWEEN_STROKES.match(line.text) else ():
            reader.take(piece)
    rows = without_head(reader.finish(), definition)
    for line in page_numbers:
        # What no row has taken by now stood at the foot of a printed page.
        ledger.account_all(line.key, Role.PAGE_NUMBER)
    columns = columns_of(region, definition) if layout.recognition.fallback else []
    return DraftTable(definition, region, rows, columns, has_header=has_header)


def _prints_names_alone(lines: Sequence[PlacedLine], definition: TableDef) -> bool:
    """Tell whether a table of classes prints no code but names of these, at least two."""
    side = definition.sides[0]
    if len(definition.sides) > 1 or side.axis not in (Axis.FUNCTIONAL, Axis.ECONOMIC):
        return False
    digit = first_digits(side.axis, definition.table_id)[0]
    named = [line for line in lines if codes_called(split_numerals(line.text, 0)[0], digit)]
    return len(named) >= _LEAST_NAMES and not any(parse_code(line.text, side.axis) for line in lines)


def _is_next_class(text: str, last: str) -> bool:
    """Tell whether a line is nothing but the code of a class behind the last one; its name is broken over the next."""
    code = text.strip()
    return last < code and functional().exists(code) and len(code) == len(last)


class _RowReader:
    """Collects pieces into rows, side by side."""

    def __init__(self, definition: TableDef, names: CodeNames, ledger: Ledger, preparer: str | None) -> None:
        self.definition = definition
        self.names = names
        self.ledger = ledger
        self.preparer = normalise(preparer or "")
        self.groups: list[GatheredRow] = []
        self.open: dict[int, GatheredRow] = {}
        self.pending: dict[int, list[tuple[str, Span]]] = {}
        self.last_side = 0
        self.by_name = False
        """Whether the rows are classes that are printed by their names alone."""
        self.names_classes = False
        """Whether the classes to the right of the income are."""
        self.name_numbers = NameNumbers.of(())

    def split(self, line: PlacedLine) -> list[Piece]:
        """Cut a line into the pieces of its sides; what completes the right side's broken label belongs there."""
        pieces = split_sides(line, self.definition, by_name=self.names_classes)
        right = self.open.get(1)
        is_broken = line.key in self.name_numbers.broken
        if right and right.code and not is_broken and _is_next_class(line.text, right.code.digits):
            return [Piece(1, line, 0, line.text)]
        if len(self.definition.sides) == 1 or pieces[-1].side == 1 or right is None:
            return pieces
        if not split_numerals(line.text, 0)[0].strip():
            # Amounts alone go on with the row that was printed last, if it still waits for its own.
            side = self.last_side if self._waits(self.last_side) else 1 - self.last_side
            return [Piece(side if side in self.open else self.last_side, line, 0, line.text)]
        if right.code is None:
            return pieces
        for match in re.finditer(r"\S+", line.text):
            text = normalise(split_numerals(line.text[match.start() :], 0)[0])
            if text and self._completes(right.code.digits, right.label, text):
                return cut(line, match.start())
        return pieces

    def _waits(self, side: int) -> bool:
        """Tell whether the open row of a side has blank columns left, or an amount that goes on."""
        if side not in self.open:
            return False
        amounts, left_over = join_amounts(self.open[side].numerals)
        is_full = len(amounts) >= len(self.definition.sides[side].columns)
        is_whole = is_full and (amounts[-1].is_blank or is_amount(amounts[-1].printed))
        return bool(left_over) or not is_whole

    def _completes(self, code: str, label: str, text: str) -> bool:
        """Tell whether a text goes on with the broken name of a code."""
        return self.names.is_whole(code, label + text) or self.names.may_continue(code, label + text)

    def take(self, piece: Piece) -> None:
        """Take one piece: it opens a row, or continues the open one of its side."""
        side = self.definition.sides[piece.side]
        self.last_side = piece.side
        code = parse_code(piece.text, side.axis) if side.axis in CODED_AXES else None
        if self.name_numbers.is_no_code(piece.line, piece.text, code):
            code = None
        text_part, numerals_at = self._split(piece, side, code)
        group = self._opening(piece, side, code, text_part)
        if group is not None:
            self.groups.append(group)
            self.open[piece.side] = group
            for text, span in self.pending.pop(piece.side, []):
                group.texts.append(text)
                group.text_spans.append(span)
        group = self.open.get(piece.side)
        offset = piece.start
        if group is None or (
            group.numerals and not numerals_at and self._belongs_to_next(group, side, text_part)
        ):
            if text_part.strip():
                span = Span(piece.line.key, offset, offset + len(text_part))
                self.pending.setdefault(piece.side, []).append((text_part, span))
            return
        rest_start = group.code.length if group.code and group.line_count == 0 else 0
        group.line_count += 1
        if text_part[rest_start:].strip():
            group.texts.append(text_part[rest_start:])
            group.text_spans.append(Span(piece.line.key, offset + rest_start, offset + len(text_part)))
        for start in numerals_at:
            word = piece.text[start:].split()[0]
            group.numerals.append(NumericWord(word, piece.line, offset + start, group.line_count))

    def _split(self, piece: Piece, side: SideDef, code: ParsedCode | None) -> tuple[str, list[int]]:
        """Split a piece into its words and the starts of its numerals; a number that ends a name is of its words."""
        text_part, numerals_at = split_numerals(piece.text, code.length if code else 0)
        group = self.open.get(piece.side)
        if group is None or not group.texts:
            return text_part, numerals_at
        goes_on = bool(text_part.strip()) and code is None
        if group.numerals and goes_on and self.name_numbers.are_within_name(group.numerals, piece.line, side):
            group.texts += [word.text for word in group.numerals]
            group.text_spans += [word.span for word in group.numerals]
            group.numerals.clear()
        elif not group.numerals and not text_part.strip():
            length = self.name_numbers.length_in_name(piece.text, side)
            return piece.text[: length or len(text_part)], numerals_at[bool(length) :]
        return text_part, numerals_at

    def _opening(
        self, piece: Piece, side: SideDef, code: ParsedCode | None, text_part: str
    ) -> GatheredRow | None:
        """Give a new group where the piece begins a row."""
        label = normalise(text_part)
        current = self.open.get(piece.side)
        if code is not None:
            self.ledger.account(Span(piece.line.key, piece.start, piece.start + code.length), Role.CODE)
            return GatheredRow(piece.side, piece.line, row_kind(code.digits), code)
        if words(label) in side.total_labels:
            return GatheredRow(piece.side, piece.line, RowKind.TOTAL)
        if self._names_department(label, current):
            return GatheredRow(piece.side, piece.line, RowKind.DEPARTMENT)
        if side.axis is Axis.FIXED and label and fixed_rows.opens(label, side.rows):
            continues = (
                current is not None
                and not current.numerals
                and fixed_rows.opens(current.label + label, side.rows)
            )
            return None if continues else GatheredRow(piece.side, piece.line, RowKind.LINE)
        opens_by_label = side.axis is Axis.ITEMS or (
            self.by_name and not self._ends_name(piece, label, current)
        )
        begins = opens_by_label and (current is None or bool(current.numerals))
        if label and (begins or (self.names_classes and opens_named(label, side))):
            return GatheredRow(piece.side, piece.line, RowKind.LINE)
        return None

    def _ends_name(self, piece: Piece, label: str, current: GatheredRow | None) -> bool:
        """Tell whether a label without amounts is the rest of the name of the row before it."""
        digit = first_digits(self.definition.sides[piece.side].axis, self.definition.table_id)[0]
        is_alone = not split_numerals(piece.text, 0)[1]
        return is_alone and current is not None and bool(codes_called(current.label + label, digit))

    def _names_department(self, label: str, current: GatheredRow | None) -> bool:
        """Tell whether a label is the preparer's own name, whole or the beginning of it on a broken line."""
        label = _UNIT_NUMBER.sub("", label)
        if not self.preparer or len(label) < _SHORTEST_NAME or not self.preparer.startswith(label):
            return False
        return current is None or current.kind is not RowKind.DEPARTMENT or bool(current.numerals)

    def _belongs_to_next(self, group: GatheredRow, side: SideDef, text: str) -> bool:
        """Tell whether a text after a finished row is the beginning of the next row's label, printed above its code."""
        if not text.strip() or side.axis not in CODED_AXES or group.code is None:
            return False
        code, label = group.code.digits, group.label
        return self.names.is_whole(code, label) and not self.names.may_continue(code, label)

    def finish(self) -> list[DraftRow]:
        """Give the rows read; a row that is printed again whole on the next page counts once."""
        clipped = [one for one, again in pairwise(self.groups) if is_clipped(one, again)]
        for group in clipped:
            self._row(group)  # its numbers are accounted for
        rows = [self._row(group) for group in self.groups if group not in clipped]
        for side_no, side in enumerate(self.definition.sides):
            if side.axis is Axis.FIXED:
                fixed_rows.name_rows([row for row in rows if row.side == side_no], side)
            elif self.by_name:
                digit = first_digits(side.axis, self.definition.table_id)[0]
                code_rows([row for row in rows if row.kind is RowKind.LINE], digit)
        for row_no, row in enumerate(rows, start=1):
            row.row_no = row_no
        return rows

    def _row(self, group: GatheredRow) -> DraftRow:
        side = self.definition.sides[group.side]
        amounts, _ = join_amounts(group.numerals)
        for amount in amounts:
            for span in amount.spans:
                self.ledger.account(span, Role.CELL)
        for span in group.text_spans:
            self.ledger.account(span, Role.LABEL)
        label, project = self._label_and_project(group, side)
        amounts, columns = in_columns(amounts, side)
        return DraftRow(
            side=group.side,
            row_no=0,
            code=code_of(group, side),
            label=label,
            kind=RowKind.PROJECT if project else group.kind,
            place=group.line.place,
            project_name=project,
            amounts=amounts,
            columns=columns,
        )

    def _label_and_project(self, group: GatheredRow, side: SideDef) -> tuple[str, str | None]:
        if side.axis is not Axis.FUNCTIONAL_PROJECTS or group.code is None or group.kind is not RowKind.ITEM:
            return group.printed_label, None
        split = self.names.split(group.code.digits, group.label)
        if split is None:
            return self.names.split_columns(group.code.digits, group.texts) or (group.printed_label, None)
        name, _ = split
        return name, group.printed_label[len(name) :] or None
