"""Performance tables: the plans of the department and of its projects, read from text lines or from ruled grids."""

from services.extractor.performance.grids import read_plans_from_grids
from services.extractor.performance.lines import read_plans_from_lines
from services.extractor.performance.result import PlansRead, UsedSpan

__all__ = ["PlansRead", "UsedSpan", "read_plans_from_grids", "read_plans_from_lines"]
