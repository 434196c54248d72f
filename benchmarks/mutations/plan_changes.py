"""Changes in the performance tables: weights, the amounts of the budget, amounts in the goal, ceilings of cost.

A performance table is one grid. Its amounts are found by the words in the cell before them, its weights by their
column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from random import Random

from benchmarks.mutations.targets import Blocks, Group, Kind, Mutant, Target
from benchmarks.mutations.wrong_digits import other_digit, swapped_digits
from tests.typeset.blocks import Cell, Grid
from tests.typeset.composition import compose
from tests.typeset.disclosure import Disclosure, Plan
from tests.typeset.style import Style

_AMOUNTS = {
    "年度预算总额": "budget",
    "合计：": "budget",
    "其中：财政拨款": "fiscal",
    "其他资金": "other",
    "其他": "other",
    "上级安排": "upper_level",
    "上级资金": "upper_level",
    "本级安排": "own_level",
    "本级资金": "own_level",
}
"""The words before an amount, with its key."""
_WEIGHT_HEADS = ("分值权重", "指标分值权重")
_AFTER_WEIGHT = {"project": 2, "overall": 0}
"""Columns that follow the weight in a row of indicators."""
_GOAL_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)万元")
_CEILING = re.compile(r"^[<＜]=(\d+(?:\.\d+)?)万元$")


@dataclass(frozen=True)
class _Spot:
    """A figure in a grid: the grid's number among the performance tables, row, cell, and the figure's span."""

    grid: int
    row: int
    cell: int
    start: int
    end: int


def plan_mutants(disclosure: Disclosure, style: Style, rng: Random) -> Iterator[Mutant]:
    """Give a wrong digit for each amount, weight, goal and ceiling of one table of each kind."""
    found = list(plan_figures(disclosure, style))
    names: dict[tuple[str, str], list[tuple[Target, _Spot]]] = {}
    for target, spot in found:
        names.setdefault((target.where, target.part), []).append((target, spot))
    for (_, part), choices in names.items():
        kinds = (Kind.WEIGHT,) if part == "weight" else (Kind.DIGIT, Kind.SWAP)
        for kind in kinds:
            target, spot = rng.choice(choices)
            made = (swapped_digits if kind is Kind.SWAP else other_digit)(target.printed, rng)
            if made is not None and _value(made) != _value(target.printed):
                yield Mutant(kind, (target,), made, disclosure, partial(_with_figure, spot, made))


def _value(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


def plan_figures(disclosure: Disclosure, style: Style) -> Iterator[tuple[Target, _Spot]]:
    """Give every figure of the performance tables, with its place."""
    if not disclosure.plans:
        return
    grids = [block for block in compose(disclosure, style) if isinstance(block, Grid)]
    tables = grids[-len(disclosure.plans) :]
    for number, (plan, grid) in enumerate(zip(disclosure.plans, tables, strict=True)):
        yield from _figures(plan, grid, number)


def _figures(plan: Plan, grid: Grid, number: int) -> Iterator[tuple[Target, _Spot]]:
    indicator = 0
    in_indicators = False
    for at, row in enumerate(grid.body):
        if any(cell.text in _WEIGHT_HEADS for cell in row):
            in_indicators = True
            continue
        if in_indicators:
            indicator += 1
            place = len(row) - 1 - _AFTER_WEIGHT[plan.kind]
            yield _figure(
                plan, "weight", row[place], _Spot(number, at, place, 0, len(row[place].text)), indicator
            )
            for n, cell in enumerate(row):
                if found := _CEILING.match(cell.text):
                    spot = _Spot(number, at, n, *found.span(1))
                    yield _figure(plan, "ceiling", cell, spot, indicator)
            continue
        for n, cell in enumerate(row):
            if n and (key := _AMOUNTS.get(row[n - 1].text)) and cell.text:
                yield _figure(plan, key, cell, _Spot(number, at, n, 0, len(cell.text)))
            for found in _GOAL_AMOUNT.finditer(cell.text):
                yield _figure(plan, "goal", cell, _Spot(number, at, n, *found.span(1)))


def _figure(plan: Plan, part: str, cell: Cell, spot: _Spot, number: int = 0) -> tuple[Target, _Spot]:
    printed = cell.text[spot.start : spot.end]
    return Target(Group.PERFORMANCE, plan.kind, plan.name, "", part, printed, number), spot


def _with_figure(spot: _Spot, made: str, blocks: Blocks) -> Blocks:
    """Give the blocks with one figure of a performance table printed differently."""
    grids = [n for n, block in enumerate(blocks) if isinstance(block, Grid)]
    at = grids[len(grids) - _count(blocks) + spot.grid]
    grid = blocks[at]
    assert isinstance(grid, Grid)  # noqa: S101 - ditto
    row = grid.body[spot.row]
    cell = row[spot.cell]
    text = cell.text[: spot.start] + made + cell.text[spot.end :]
    cells = (*row[: spot.cell], replace(cell, text=text), *row[spot.cell + 1 :])
    body = (*grid.body[: spot.row], cells, *grid.body[spot.row + 1 :])
    return (*blocks[:at], replace(grid, body=body), *blocks[at + 1 :])


def _count(blocks: Blocks) -> int:
    """Give the number of performance tables: the grids with a column of weights."""
    return sum(
        any(cell.text in _WEIGHT_HEADS for row in block.body for cell in row)
        for block in blocks
        if isinstance(block, Grid)
    )
