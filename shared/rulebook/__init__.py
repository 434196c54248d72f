"""The rulebook: relations between printed figures as data, and their instances over the rows of one document."""

from shared.rulebook.equation import CellRef, Comparison, Equation, Term
from shared.rulebook.instantiate import Instances, instantiate
from shared.rulebook.load import RulebookError, load_relations
from shared.rulebook.obstacle import Blocked, Obstacle
from shared.rulebook.relation import Dimension, Family, Relation, Rule
from shared.rulebook.skeleton import RowSkeleton, TableSkeleton

__all__ = [
    "Blocked",
    "CellRef",
    "Comparison",
    "Dimension",
    "Equation",
    "Family",
    "Instances",
    "Obstacle",
    "Relation",
    "RowSkeleton",
    "Rule",
    "RulebookError",
    "TableSkeleton",
    "Term",
    "instantiate",
    "load_relations",
]
