"""The version of Fiscus, as its package metadata has it; all services carry the same."""

from __future__ import annotations

from importlib import metadata
from typing import Final

VERSION: Final = metadata.version("fiscus")
