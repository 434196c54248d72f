"""As much of PromQL as tests of alerts and dashboards need: the metrics, selectors and labels of an expression."""

from __future__ import annotations

import re
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector

from shared.observability.catalogue import CATALOGUE, LABELS, series_names

_STRING = r'"(?:[^"\\]|\\.)*"'
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_RANGE = re.compile(r"\[[^\]]*\]")
_SELECTOR = re.compile(r"(?<![\w:.$])([a-zA-Z_:][\w:]*+)\s*+(\{[^}]*\})?+(?!\s*\()")
_MATCHER = re.compile(rf"(\w+)\s*(?:=~|!~|!=|=)\s*({_STRING})")
_WORDS: Final = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring"})
_OF_PROMETHEUS: Final = frozenset({"up", "ALERTS"})
_LABELS_OF_PROMETHEUS: Final = frozenset({"job", "instance", "le", "alertname", "alertstate"})


def known_metrics() -> frozenset[str]:
    """Every name that a scrape of the services, or Prometheus itself, gives."""
    process = {family.name for family in ProcessCollector(registry=CollectorRegistry()).collect()}
    ours = {name for metric in CATALOGUE for name in series_names(metric)}
    return frozenset(ours | process | {f"{name}_total" for name in process} | _OF_PROMETHEUS)


def known_labels() -> frozenset[str]:
    """Every label that such a series can have."""
    return frozenset(LABELS) | _LABELS_OF_PROMETHEUS


def selectors(expression: str) -> set[str]:
    """The selectors of an expression, each a metric with its matchers, without ranges and offsets."""
    plain = _RANGE.sub(" ", _GROUPING.sub(" ", expression))
    plain = re.sub(r"\boffset\s+\w+", " ", plain)
    return {
        f"{name}{matchers}"
        for name, matchers in _SELECTOR.findall(_without_strings_outside(plain))
        if name not in _WORDS
    }


def metrics(expression: str) -> set[str]:
    """The names of the metrics in an expression."""
    return {selector.partition("{")[0] for selector in selectors(expression)}


def labels(expression: str) -> set[str]:
    """The labels that an expression matches, groups or joins by."""
    grouped = {name.strip() for names in _GROUPING.findall(expression) for name in names.split(",")}
    return (grouped | {name for name, _ in _MATCHER.findall(expression)}) - {""}


def _without_strings_outside(expression: str) -> str:
    """The expression without texts that stand outside braces, such as arguments of `label_replace`."""
    return re.sub(rf"(\{{[^}}]*\}})|{_STRING}", lambda match: match[1] or " ", expression)
