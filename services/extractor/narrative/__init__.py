"""The narrative: headings, claims and figures read from the lines outside the tables."""

from services.extractor.narrative.narrative import Narrative, read_narrative
from services.extractor.narrative.numbers import NumberRole, NumberUse

__all__ = ["Narrative", "NumberRole", "NumberUse", "read_narrative"]
