"""The warehouse in a DuckDB file, for one machine."""

from services.loader.warehouse.duckdb.adapter import DuckDBWarehouse

__all__ = ["DuckDBWarehouse"]
