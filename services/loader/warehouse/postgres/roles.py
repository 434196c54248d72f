"""The roles of the warehouse, as `roles.sql` makes them."""

from __future__ import annotations

from importlib import resources
from typing import Final

OWNER: Final = "fiscus_owner"
"""Owns the database and its tables; migrates."""
LOADER: Final = "fiscus_loader"
"""Writes documents."""
READER: Final = "fiscus_reader"
"""Reads the tables of the contract and the views."""
ROLES_SQL: Final = (
    resources.files("services.loader.warehouse.postgres").joinpath("roles.sql").read_text(encoding="utf-8")
)
"""What an administrator runs once on a server."""
