"""The one base of every model: frozen, closed to unknown writers' mistakes, tolerant of newer writers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value. Readers ignore fields they do not know, so that a newer writer does not break an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore")
