"""What is read of a document as values at random: places, tables, claims, figures, plans, with all their fields."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from shared.model.money import Unit
from shared.model.narrative import Claim, Figure, Statement
from shared.model.performance import Indicator, PerformancePlan, PlanAmount, PlanKind
from shared.model.place import Box, Place, ReadBy
from shared.model.table import Cell, Column, OpenAmount, Row, RowKind, Table

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ['"},{"', "\\", "\n\x01\x7f", "元"]
)
OPTIONAL = st.none() | TEXTS
NUMBERS = st.integers(1, 9999)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)
EXACT = st.none() | DECIMALS | st.sampled_from([Decimal("1E+3"), Decimal("0E-9"), Decimal("-0.0")])
READ_BY = st.sampled_from(ReadBy)
UNITS = st.sampled_from(Unit)
EDGES = st.floats(0.0625, 3000) | st.floats(0.0625, 3000, width=32) | st.sampled_from([0.0, -72.0, 0.1])
BOXES = st.none() | st.builds(Box, EDGES, EDGES, EDGES, EDGES)
PLACES = st.builds(Place, page=NUMBERS, box=BOXES)
CELLS = st.builds(
    Cell,
    column_key=TEXTS,
    printed=TEXTS,
    value=DECIMALS,
    place=PLACES,
    inferred=st.booleans(),
    read_by=READ_BY,
)
OPEN_AMOUNTS = st.builds(
    OpenAmount,
    printed=TEXTS,
    value=DECIMALS,
    place=PLACES,
    candidates=st.lists(TEXTS, max_size=2).map(tuple),
)
ROWS = st.builds(
    Row,
    row_no=NUMBERS,
    row_kind=st.sampled_from(RowKind),
    row_code=TEXTS,
    row_label=TEXTS,
    place=PLACES,
    project_name=OPTIONAL,
    unit_name=OPTIONAL,
    further_codes=st.lists(TEXTS, max_size=2).map(tuple),
    cells=st.lists(CELLS, max_size=3).map(tuple),
    open_amounts=st.lists(OPEN_AMOUNTS, max_size=2).map(tuple),
)
COLUMNS = st.builds(Column, key=OPTIONAL, label=TEXTS)
TABLES = st.builds(
    Table,
    table_id=TEXTS,
    title=OPTIONAL,
    unit=st.none() | UNITS,
    amount_unit=UNITS,
    fiscal_year=st.none() | st.integers(2000, 2100),
    first_page=NUMBERS,
    last_page=NUMBERS,
    columns=st.lists(COLUMNS, max_size=2).map(tuple),
    rows=st.lists(ROWS, max_size=3).map(tuple),
)
CLAIMS = st.builds(
    Claim,
    claim_no=NUMBERS,
    section=TEXTS,
    section_key=OPTIONAL,
    subject=TEXTS,
    subject_key=OPTIONAL,
    row_code=OPTIONAL,
    statement=st.sampled_from(Statement),
    amount=st.none() | DECIMALS,
    unit=UNITS,
    share_pct=EXACT,
    direction=OPTIONAL,
    delta=st.none() | DECIMALS,
    growth_pct=EXACT,
    previous=st.none() | DECIMALS,
    reason=OPTIONAL,
    part_of=st.none() | NUMBERS,
    quote=TEXTS,
    place=PLACES,
    read_by=READ_BY,
)
AMOUNTS = st.builds(
    PlanAmount,
    amount_key=st.sampled_from(["budget", "fiscal", "other"]),
    printed=TEXTS,
    value=DECIMALS,
    place=PLACES,
)
INDICATORS = st.builds(
    Indicator,
    level1=OPTIONAL,
    level2=OPTIONAL,
    level3=TEXTS,
    target=OPTIONAL,
    basis=OPTIONAL,
    previous=OPTIONAL,
    weight=EXACT,
    place=PLACES,
    read_by=READ_BY,
)
PLANS = st.builds(
    PerformancePlan,
    plan_no=NUMBERS,
    plan_kind=st.sampled_from(PlanKind),
    title=TEXTS,
    plan_name=TEXTS,
    unit=UNITS,
    amounts=st.lists(AMOUNTS, max_size=3).map(tuple),
    indicators=st.lists(INDICATORS, max_size=2).map(tuple),
    place=PLACES,
    last_page=NUMBERS,
)
FIGURES = st.builds(
    Figure,
    figure_key=TEXTS,
    value=DECIMALS,
    unit=TEXTS,
    quote=TEXTS,
    place=PLACES,
    read_by=READ_BY,
)
