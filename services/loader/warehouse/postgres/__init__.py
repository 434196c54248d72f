"""The warehouse in PostgreSQL, for any number of loaders and readers."""

from services.loader.warehouse.postgres.adapter import PostgresWarehouse
from services.loader.warehouse.postgres.migrating import migrate
from services.loader.warehouse.postgres.settings import PostgresSettings

__all__ = ["PostgresSettings", "PostgresWarehouse", "migrate"]
