"""Layouts as data: how the documents of a region are recognised, named and mapped onto the warehouse's keys."""

from shared.layout.load import load_layouts
from shared.layout.model import Axis, ColumnDef, FixedRow, Layout, SectionDef, SideDef, TableDef

__all__ = ["Axis", "ColumnDef", "FixedRow", "Layout", "SectionDef", "SideDef", "TableDef", "load_layouts"]
