"""Propagating bounds through linear constraints over sets of placements, and trying what is left.

In go constraints over variables (rows, each with the contribution of every placement) and unknown cells (amounts
of rows that were lost), out comes for each variable the placements that no constraint rules out. Nothing here
knows tables: only sums, bounds and contradictions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

_UNKNOWN = 10**18
_MAX_PROBED = 400
"""Beyond so many open placements trying each would cost seconds, and tells little: too much is open."""


_LEAST_SUMMED = 2
"""A single variable is decided by its bounds."""
_MAX_SUMS = 4_096
"""Beyond so many combinations one of them may reach a misprinted sum by chance."""
_MAX_NARROWED = 40
"""Bounds of unknown cells may creep towards each other by cents for ever; they stay sound where they are left wider."""


class ContradictionError(Exception):
    """No placement satisfies a constraint; `equation` is its index."""

    def __init__(self, equation: int) -> None:
        self.equation = equation


@dataclass(slots=True)
class Constraint:
    """An equation as `low ≤ constant + Σ variables + Σ unknown cells ≤ high` (low is open for "at most")."""

    constant: int
    fixed_terms: int
    half_unit: int
    at_most: bool
    parts: dict[int, list[int]]
    """Variable → contribution of each of its placements."""
    unknowns: list[tuple[int, int]]
    """Unknown cell → weight."""

    def holds_as_it_stands(self) -> bool:
        """Tell whether an equation without anything open holds within its rounding."""
        tolerance = self.half_unit * self.fixed_terms
        return self.constant <= tolerance and (self.at_most or self.constant >= -tolerance)


@dataclass(frozen=True, slots=True)
class System:
    """Constraints with the indexes that tell which of them speak of a variable or an unknown cell."""

    constraints: tuple[Constraint, ...]
    domain_sizes: tuple[int, ...]
    """For each variable the number of its placements."""
    by_variable: tuple[tuple[int, ...], ...]
    by_unknown: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, constraints: Sequence[Constraint], domain_sizes: Sequence[int], unknown_cells: int) -> System:
        """Index constraints over so many variables and unknown cells."""
        by_variable: list[list[int]] = [[] for _ in domain_sizes]
        by_unknown: list[list[int]] = [[] for _ in range(unknown_cells)]
        for index, constraint in enumerate(constraints):
            for variable in constraint.parts:
                by_variable[variable].append(index)
            for cell, _ in constraint.unknowns:
                by_unknown[cell].append(index)
        return cls(
            tuple(constraints),
            tuple(domain_sizes),
            tuple(tuple(indexes) for indexes in by_variable),
            tuple(tuple(indexes) for indexes in by_unknown),
        )


class Propagation:
    """Domains of the variables and bounds of the unknown cells while constraints are propagated."""

    def __init__(self, system: System, active: Collection[int]) -> None:
        """Begin with every placement possible; only the constraints in `active` apply."""
        self.system = system
        self.active = active
        self.narrowed: dict[int, set[int]] = {}
        """Variable (or unknown cell, as -1 - cell) → the constraints that narrowed it."""
        self.domains: list[list[int]] = [list(range(size)) for size in system.domain_sizes]
        self.bounds: list[tuple[int, int]] = [(0, _UNKNOWN) for _ in system.by_unknown]
        self.steps = [0] * len(self.bounds)
        """How often the bounds of each unknown cell were narrowed."""

    def propagate(self, start: Iterable[int]) -> None:
        """Apply constraints until none of them narrows anything. Raises ContradictionError."""
        waiting = dict.fromkeys(start)
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            if index in self.active:
                for other in self._apply(index):
                    waiting[other] = None

    def _apply(self, index: int) -> Iterator[int]:
        """Narrow what one constraint speaks of; give the constraints that may now narrow more."""
        constraint = self.system.constraints[index]
        low, high, tolerance = self._range(constraint)
        if low > tolerance or (high < -tolerance and not constraint.at_most):
            raise ContradictionError(index)
        for variable, sums in constraint.parts.items():
            domain = self.domains[variable]
            if len(domain) == 1:
                continue
            least, most = min(sums[i] for i in domain), max(sums[i] for i in domain)
            kept = [
                i
                for i in domain
                if low - least + sums[i] <= tolerance
                and (constraint.at_most or high - most + sums[i] >= -tolerance)
            ]
            if not kept:
                raise ContradictionError(index)
            if len(kept) < len(domain):
                self.domains[variable] = kept
                self.narrowed.setdefault(variable, set()).add(index)
                yield from self.system.by_variable[variable]
        for cell, weight in constraint.unknowns:
            if self._narrow_unknown(constraint, cell, weight):
                self.narrowed.setdefault(-1 - cell, set()).add(index)
                yield from self.system.by_unknown[cell]

    def _range(self, constraint: Constraint) -> tuple[int, int, int]:
        """Give the least and greatest value of a constraint's sum, and the rounding that it must be allowed."""
        low = high = constraint.constant
        terms = constraint.fixed_terms
        for variable, sums in constraint.parts.items():
            values = [sums[i] for i in self.domains[variable]]
            least, most = min(values), max(values)
            low, high = low + least, high + most
            terms += bool(least or most)
        for cell, weight in constraint.unknowns:
            least, most = sorted(weight * bound for bound in self.bounds[cell])
            low, high = low + least, high + most
            terms += 1
        return low, high, constraint.half_unit * terms

    def _narrow_unknown(self, constraint: Constraint, cell: int, weight: int) -> bool:
        low, high, tolerance = self._range(constraint)
        least, most = sorted(weight * bound for bound in self.bounds[cell])
        # weight·cell lies between -tolerance - (greatest of the others) and tolerance - (least of the
        # others).
        upper = tolerance - (low - least)
        lower = -_UNKNOWN if constraint.at_most else -tolerance - (high - most)
        new_low, new_high = sorted((lower * weight, upper * weight))
        old = self.bounds[cell]
        new = (max(old[0], new_low), min(old[1], new_high))
        if new == old or new[0] > new[1]:
            return False
        self.bounds[cell] = new
        self.steps[cell] += 1
        return self.steps[cell] <= _MAX_NARROWED

    def involved(self, index: int) -> set[int]:
        """Give the constraints that had a part in a contradiction: it, and all that narrowed what it speaks of."""
        found, waiting = {index}, [index]
        while waiting:
            constraint = self.system.constraints[waiting.pop()]
            names = [*constraint.parts, *(-1 - cell for cell, _ in constraint.unknowns)]
            for other in {other for name in names for other in self.narrowed.get(name, ())} - found:
                found.add(other)
                waiting.append(other)
        return found

    def weigh_sums(self) -> None:
        """Drop placements without which alone an equation's sum is reached, until none is dropped.

        Bounds leave it open which rows make up a column's total where each of them could; their sums often do not.
        """
        waiting = dict.fromkeys(sorted(self.active))
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            for variable, kept in self._reaching(index):
                self.domains[variable] = kept
                self.narrowed.setdefault(variable, set()).add(index)
                self.propagate(self.system.by_variable[variable])
                waiting.update(dict.fromkeys(other for other in self.active if other != index))

    def _reaching(self, index: int) -> list[tuple[int, list[int]]]:
        """Give the variables of an equation some placements of which cannot reach its sum, with those that can."""
        constraint = self.system.constraints[index]
        if constraint.at_most or constraint.unknowns:
            return []
        options = {
            variable: {sums[i] for i in self.domains[variable]} for variable, sums in constraint.parts.items()
        }
        undecided = [variable for variable, found in options.items() if len(found) > 1]
        if len(undecided) < _LEAST_SUMMED or prod(len(options[v]) for v in undecided) > _MAX_SUMS:
            return []
        settled = constraint.constant + sum(
            next(iter(found)) for found in options.values() if len(found) == 1
        )
        tolerance = self._range(constraint)[2]
        found = []
        for variable in undecided:
            others = sorted(_sums_of([options[v] for v in undecided if v != variable], settled))
            kept = [
                i
                for i in self.domains[variable]
                if _has_between(others, -tolerance, tolerance, constraint.parts[variable][i])
            ]
            if kept and len(kept) < len(self.domains[variable]):
                found.append((variable, kept))
        return found

    def probe(self) -> None:
        """Try every placement that is left; drop those that lead to a contradiction, until none is dropped."""
        changed = True
        while changed:
            changed = False
            open_variables = [v for v, domain in enumerate(self.domains) if len(domain) > 1]
            if sum(len(self.domains[v]) for v in open_variables) > _MAX_PROBED:
                return
            for variable in open_variables:
                changed = self._probe_variable(variable) or changed

    def _probe_variable(self, variable: int) -> bool:
        domain = self.domains[variable]
        kept = [index for index in domain if self._stands(variable, index)]
        if not kept or len(kept) == len(domain):
            # Where every placement contradicts, a fault of the document shows: nothing is concluded from it.
            return False
        self.domains[variable] = kept
        self.propagate(self.system.by_variable[variable])
        return True

    def _stands(self, variable: int, index: int) -> bool:
        trial = Propagation(self.system, self.active)
        trial.domains = [list(domain) for domain in self.domains]
        trial.bounds = list(self.bounds)
        trial.domains[variable] = [index]
        try:
            trial.propagate(self.system.by_variable[variable])
        except ContradictionError:
            return False
        return True


def _sums_of(options: Sequence[set[int]], start: int) -> set[int]:
    """Give every sum of one choice from each set."""
    sums = {start}
    for choices in options:
        sums = {one + choice for one in sums for choice in choices}
    return sums


def _has_between(ordered: Sequence[int], low: int, high: int, added: int) -> bool:
    """Tell whether a number of an ordered list lies between bounds once something is added to it."""
    at = bisect_left(ordered, low - added)
    return at < len(ordered) and ordered[at] + added <= high
