"""What the readers of performance tables give: plans, the characters that they used, and what they noticed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.extractor.ledger import Span
from services.extractor.performance.fragment import Fragment
from shared.model.document import Observation, ObservationKind
from shared.model.performance import PerformancePlan
from shared.model.place import Place


@dataclass(frozen=True, slots=True)
class UsedSpan:
    """Characters that were read, and as what: `title`, `label`, `header`, `page_line`, a field key or a column key.

    The span names the line or cell as the ledger of printed numbers does.
    """

    span: Span
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class PlansRead:
    """The plans of a document in printed order, every span that belongs to one, and what could not be read."""

    plans: tuple[PerformancePlan, ...] = ()
    used: tuple[UsedSpan, ...] = ()
    problems: tuple[Observation, ...] = ()


@dataclass(slots=True)
class Reading:
    """The growing result while the plans of a document are read one after another."""

    plans: list[PerformancePlan] = field(default_factory=list)
    used: list[UsedSpan] = field(default_factory=list)
    problems: list[Observation] = field(default_factory=list)

    def use(self, fragments: Iterable[Fragment], role: str) -> None:
        """Account for fragments."""
        self.used.extend(UsedSpan(fragment.span, role, fragment.text) for fragment in fragments)

    def notice(self, kind: ObservationKind, detail: str, place: Place, *, printed: str | None = None) -> None:
        """Keep an observation."""
        self.problems.append(Observation(kind=kind, detail=detail, place=place, printed=printed))

    def finished(self) -> PlansRead:
        """Give the result. A merged cell serves several rows and is accounted for once."""
        return PlansRead(tuple(self.plans), tuple(dict.fromkeys(self.used)), tuple(self.problems))
