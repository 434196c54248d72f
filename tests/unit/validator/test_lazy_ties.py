"""Ties that are made when they are asked for: the same figures as of the tie itself, known before it is made."""

from services.validator.judgement import checks_of
from services.validator.rules.lazy_ties import LazyTies
from tests.typeset.generate import generate
from tests.unit.validator.documents import LAYOUT, assembled

CHECKS = checks_of(assembled(generate(3)), LAYOUT)


def test_the_figures_of_a_relation_are_known_without_its_tie() -> None:
    ties = LazyTies(CHECKS)

    assert len(ties.judged) > 100
    assert all(tuple(ties.figures(number)) == tuple(ties[number].figures) for number in ties)


def test_a_check_that_compares_nothing_has_no_tie() -> None:
    assert list(LazyTies(CHECKS)) == [n for n, check in enumerate(CHECKS) if check.tie is not None]


def test_a_changed_tie_is_asked_for_its_own_figures() -> None:
    ties = LazyTies(CHECKS)
    first, other, *_ = ties.judged
    ties.change({first: ties[other]})

    assert tuple(ties.figures(first)) == tuple(ties[other].figures)
    assert ties[first] is ties[other]
