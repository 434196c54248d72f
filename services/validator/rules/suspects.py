"""Which figure is wrong: the few hypotheses that explain all broken ties of a document, one after the other.

In comes the web of ties, out go explanations that share no tie. Broken ties that share a figure are taken together; the
hypothesis that mends most of them and harms least comes first, then the next for what is left. A tie that several
figures would mend alike stays unexplained, for nothing tells which is wrong, unless one of them, and no other, is
printed elsewhere as the tie asks for it, or a slip of the hand in it brings the tie right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from services.validator.rules.hypotheses import (
    Cause,
    Explanation,
    Hypothesis,
    Web,
    blank_row,
    exchanged,
    missing_row,
    rescaled,
    single,
)
from services.validator.rules.intervals import Interval
from services.validator.rules.slips import is_slip, only_slip
from services.validator.rules.ties import Printed, SumTie
from shared.rulebook.equation import CellRef

Echo = Callable[[Printed, Interval], Decimal | None]
Rows = Mapping[tuple[str, int], Sequence[CellRef]]
"""The cells of rows by table and row number."""
_TABLE_TIES = 3
"""So many broken ties of one table are needed to doubt its unit."""
_UNITS = (Decimal(10_000), Decimal("0.0001"))
_CLOSE = Decimal(100)
"""Two amounts that differ by less than this part are the same but for what rounding leaves open."""


def _silent(figure: Printed, wanted: Interval) -> None:
    """Give nothing: no other table is known."""
    del figure, wanted


def explanations(
    web: Web,
    repeated: Rows,
    missing: Rows,
    tables: Mapping[str, Sequence[CellRef]],
    *,
    odd: frozenset[str] = frozenset(),
    echo: Echo = _silent,
) -> Iterator[Explanation]:
    """Give what explains the broken ties. `repeated` are rows that another row repeats, `missing` rows put back.

    `odd` are the tables that print another unit than all others; `echo` gives what another table prints of a figure
    within an interval.
    """
    left = web.broken & web.ties.keys()
    for found in _units(web, tables, left, odd):
        left -= set(found.mended)
        yield found
    for component in _components(web, left):
        open_ties = component
        while open_ties:
            best = _best(web, open_ties, (repeated, missing), echo)
            if best is None:
                break
            open_ties -= set(best.mended)
            yield best


def _units(
    web: Web, tables: Mapping[str, Sequence[CellRef]], open_ties: frozenset[int], odd: frozenset[str]
) -> Iterator[Explanation]:
    """Give the tables whose broken ties hold in another unit, most of them; the clearest case first."""
    left = dict(tables)
    while left:
        weighed = {
            table_id: found
            for table_id, cells in left.items()
            if (found := _in_other_unit(web, cells, open_ties, 1 if table_id in odd else _TABLE_TIES))
        }
        if not weighed:
            return
        table_id = max(weighed, key=lambda one: weighed[one].score)
        open_ties -= set(weighed[table_id].mended)
        del left[table_id]
        yield weighed[table_id]


def _in_other_unit(
    web: Web, cells: Sequence[CellRef], open_ties: frozenset[int], least: int
) -> Explanation | None:
    """Give the explanation that a table is in another unit, where at least so many broken ties to others say so.

    The sums within the table tell nothing: they hold in any unit, and small enough they always do.
    """
    own = set(cells)
    touched = {number for ref in cells for number in web.of_figure.get(ref, ()) if number in open_ties}
    outward = frozenset(n for n in touched if any(figure not in own for figure in web.ties[n].figures))
    if len(outward) < least:
        return None
    found = max((web.explain(rescaled(web, cells, factor), outward) for factor in _UNITS), key=_score)
    # In the wrong unit nothing of the table can be judged, its rounding least of all.
    return replace(found, mended=tuple(sorted(touched))) if found.score * 2 > len(outward) else None


def _score(found: Explanation) -> int:
    return found.score


def _components(web: Web, open_ties: frozenset[int]) -> Iterator[frozenset[int]]:
    """Give the broken ties in groups that share figures or rows, each group in one piece."""
    of_place: dict[object, list[int]] = defaultdict(list)
    for number in sorted(open_ties):
        for place in _places(web, number):
            of_place[place].append(number)
    left = set(open_ties)
    while left:
        found: set[int] = set()
        reached = [min(left)]
        while reached:
            number = reached.pop()
            if number not in found:
                found.add(number)
                for place in _places(web, number):
                    reached += of_place.pop(place, ())
        left -= found
        yield frozenset(found)


def _places(web: Web, number: int) -> Iterator[object]:
    """Give what connects ties: figures, and rows of tables, for a row may be wrong as a whole."""
    for figure in web.ties[number].figures:
        yield (figure.table_id, figure.row_no) if isinstance(figure, CellRef) else figure


def _best(web: Web, open_ties: frozenset[int], rows: tuple[Rows, Rows], echo: Echo) -> Explanation | None:
    """Give the best explanation; None where none mends more than it harms, or several do so alike.

    `rows` are those that another row repeats, and those put back.
    """
    figures = dict.fromkeys(figure for number in sorted(open_ties) for figure in web.ties[number].figures)
    weighed = [web.explain(made, open_ties) for made in _made(web, figures, open_ties, *rows)]
    weighed = [found for found in weighed if found.score > 0]
    if not weighed:
        return None
    weighed.sort(key=lambda found: _rank(web, found), reverse=True)
    first = weighed[0]
    if len(first.mended) > 1:
        return replace(first, rivals=_rivals(web, weighed))
    if web.ties[first.mended[0]].is_limit:
        return None
    # One comparison alone accuses all its figures alike, unless the others are held by more.
    alike = [other for other in weighed if _rank(web, other)[:2] == _rank(web, first)[:2]]
    return _told_apart(web, alike, [other for other in weighed if _is_lost(other)], echo)


def _rivals(web: Web, weighed: Sequence[Explanation]) -> tuple[Printed, ...]:
    """Give the figures that explain several ties as well as the first explanation does."""
    first = weighed[0]
    if first.hypothesis.cause is not Cause.FIGURE:
        return ()
    alike = [found for found in weighed[1:] if _rank(web, found) == _rank(web, first)]
    return tuple(found.hypothesis.suspect for found in alike if found.mended == first.mended)


def _is_lost(found: Explanation) -> bool:
    return found.hypothesis.cause is Cause.MISSING and len(found.mended) == 1


def _told_apart(
    web: Web, alike: Sequence[Explanation], lost: Sequence[Explanation], echo: Echo
) -> Explanation | None:
    """Give the one explanation of a broken tie, or the one that something else than the tie tells from the others."""
    of_tie: dict[int, list[Explanation]] = defaultdict(list)
    for found in alike:
        of_tie[found.mended[0]].append(found)
    for number, rivals in of_tie.items():
        missing = [found for found in lost if found.mended == (number,)]
        plain = [found for found in rivals if _is_plain(web, found)]
        told = _echoed(web, number, rivals, echo) or _only(plain)
        told = told or (_slipped(web, number, rivals) if len(rivals) > 1 or missing else None)
        told = told or _only(missing) or _only(rivals)
        if told is not None:
            return told
    return None


def _only(found: Sequence[Explanation]) -> Explanation | None:
    return found[0] if len(found) == 1 else None


def _echoed(web: Web, number: int, rivals: Sequence[Explanation], echo: Echo) -> Explanation | None:
    """Give the one of several explanations whose figure another table prints as the tie asks for it."""
    tie = web.ties[number]
    found = {
        figure: value
        for figure in (rival.hypothesis.suspect for rival in rivals if rival.hypothesis.cause is Cause.FIGURE)
        if (wanted := tie.solve(figure)) is not None and (value := echo(figure, wanted)) is not None
    }
    if len(found) != 1 or len(rivals) == 1:
        return None
    return web.explain(Hypothesis(Cause.ECHOED, found), frozenset((number,)))


def _slipped(web: Web, number: int, rivals: Sequence[Explanation]) -> Explanation | None:
    """Give the one of the explanations of a broken tie whose figure is a slip away from what mends it."""
    tie = web.ties[number]
    figures = [found.hypothesis.suspect for found in rivals if found.hypothesis.cause is Cause.FIGURE]
    # What rounding leaves open to an amount beside a share or a rate is wider than a digit.
    slip = only_slip(tie, figures) if isinstance(tie, SumTie) else None
    return web.explain(Hypothesis(Cause.SLIP, dict((slip,))), frozenset((number,))) if slip else None


def _made(
    web: Web, figures: Iterable[Printed], open_ties: frozenset[int], repeated: Rows, missing: Rows
) -> Iterator[Hypothesis]:
    known = list(figures)
    rows = dict.fromkeys((ref.table_id, ref.row_no) for ref in known if isinstance(ref, CellRef))
    makers: list[Callable[[tuple[str, int]], Hypothesis | None]] = [
        lambda row: blank_row(web, repeated[row]) if row in repeated else None,
        lambda row: missing_row(web, missing[row], open_ties) if row in missing else None,
    ]
    for row in rows:
        yield from (found for make in makers if (found := make(row)) is not None)
    gone = {ref for cells in missing.values() for ref in cells}
    for figure in known:
        if figure not in gone and (found := single(web, figure, open_ties)) is not None:
            yield found
    yield from exchanged(web, (figure for figure in known if figure not in gone))


_SIMPLE = {
    Cause.REPEATED: 3,
    Cause.FIGURE: 2,
    Cause.SLIP: 2,
    Cause.ECHOED: 2,
    Cause.MISSING: 1,
    Cause.EXCHANGED: 1,
    Cause.UNIT: 0,
}


def _rank(web: Web, found: Explanation) -> tuple[int, int, int, bool]:
    """Order explanations: what mends most and harms least, the simpler cause, the closer sums, the likelier slip."""
    cause = found.hypothesis.cause
    slip = cause is Cause.FIGURE and is_slip(
        web.value(found.hypothesis.suspect), found.hypothesis.values[found.hypothesis.suspect]
    )
    return found.score, _SIMPLE[cause], found.closer, slip


def _is_plain(web: Web, found: Explanation) -> bool:
    """Tell whether the very amount is printed, but with a minus or in another unit: no chance makes that of a sum."""
    suspect = found.hypothesis.suspect
    printed, expected = web.value(suspect), found.hypothesis.values[suspect]
    if found.hypothesis.cause is not Cause.FIGURE or not printed or not expected:
        return False
    if printed < 0:
        return abs(printed + expected) <= abs(expected) / _CLOSE
    factor = printed / expected
    return any(abs(factor / unit - 1) <= 1 / _CLOSE for unit in _UNITS)
