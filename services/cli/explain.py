"""`fiscus explain`: what a rule says of itself."""

# ruff: noqa: PLC0415 - see services/cli/__init__.py

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from services.cli.options import CONTEXT, Language, clear_errors

if TYPE_CHECKING:
    from shared.rulebook.relation import Example, Rule

_MOST: Final = 5
"""Ids that a message names."""
_SUMS: Final = {
    "en": (
        "each printed figure stands for what rounds to it; a sum of n figures with two decimals may differ by "
        "0.005 × (n + 1); tables in 元 are exact"
    ),
    "zh": "印出的数按四舍五入代表一个区间；n个两位小数之和允许相差 0.005 ×（n + 1）；以元为单位的表不允许相差",
}
_RESTATED: Final = {
    "en": "one printed amount restates another: to the last digit",
    "zh": "同一金额两处列示，须完全一致",
}
_HEADS: Final = {
    "en": {
        "dimension": "dimension", "severity": "severity", "source": "source", "formula": "formula",
        "tolerance": "tolerance", "layouts": "layouts", "holds": "holds", "breaks": "breaks, with", "note": "note",
    },
    "zh": {
        "dimension": "质量维度", "severity": "级别", "source": "依据", "formula": "公式",
        "tolerance": "允许误差", "layouts": "适用版式", "holds": "成立的例子", "breaks": "不成立的例子", "note": "说明",
    },
}  # fmt: skip

_WORDS_ZH: Final = {
    "accuracy": "准确性", "completeness": "完整性", "conformity": "规范性", "consistency": "一致性",
    "error": "错误", "warning": "警告", "info": "提示",
}  # fmt: skip
"""Dimensions and severities."""


@click.command("explain", context_settings=CONTEXT)
@click.argument("rule_id", metavar="RULE_ID")
@click.option(
    "--language", type=click.Choice(("en", "zh")), default="en", show_default=True, help="Of the headings."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain_command(rule_id: str, language: Language, as_json: bool) -> None:  # noqa: FBT001 - an option
    """Explain a rule: its titles, what it demands and allows, whence it comes, and its examples.

    \b
    Examples:
      fiscus explain within.T3.total
      fiscus explain narrative.share --language zh
    """  # noqa: D301 - click reads \b as the sign itself
    from shared.errors import ConfigurationError
    from shared.rulebook.checks import load_rules

    with clear_errors():
        rules = load_rules()
        rule = rules.get(rule_id)
        if rule is None:
            near = close_matches(rule_id, list(rules))
            remedy = f"did you mean {', '.join(near)}?" if near else "see docs/rules.md for the ids"
            raise ConfigurationError("there is no such rule", where=rule_id, remedy=remedy)
        told = description(rule, language)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            for line in _lines(told, language):
                click.echo(line)


def close_matches(wanted: str, ids: Sequence[str]) -> list[str]:
    """Give the ids that may be meant: those that contain the word, then those that are spelt alike."""
    word = wanted.strip().lower()
    containing = [known for known in ids if word and word in known.lower()]
    by_lower = {known.lower(): known for known in ids}
    alike = [by_lower[match] for match in difflib.get_close_matches(word, by_lower, n=_MOST, cutoff=0.6)]
    return list(dict.fromkeys([*containing, *alike]))[:_MOST]


def description(rule: Rule, language: Language) -> dict[str, Any]:
    """Give what a rule says of itself; the example of a relation is table → row → column → printed."""
    from shared.rulebook.relation import Relation

    told: dict[str, Any] = {
        "rule_id": rule.id,
        "title": rule.title,
        "title_zh": rule.title_zh,
        "dimension": rule.dimension.value,
        "severity": rule.severity.value,
        "source": rule.source,
        "formula": getattr(rule, "formula", None),
        "tolerance": _tolerance(rule)[language] if isinstance(rule, Relation) else None,
        "layouts": ", ".join(rule.profiles) if isinstance(rule, Relation) else None,
        "holds": getattr(rule, "holds", None),
        "breaks": getattr(rule, "breaks", None),
        "note": rule.note,
    }
    return told


def _tolerance(rule: Any) -> Mapping[str, str]:  # noqa: ANN401 - a relation, which is loaded late
    """A formula without a sum on either side compares two printed amounts."""
    return _SUMS if any(sign in rule.formula for sign in (" + ", " - ", "sum ", "<=")) else _RESTATED


def _lines(told: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield told["rule_id"]
    yield f"  {told['title']}"
    yield f"  {told['title_zh']}"
    for name, head in _HEADS[language].items():
        value = told[name]
        if isinstance(value, Mapping):
            yield f"  {head}:"
            yield from _example(value) if told["tolerance"] else _sample(value, language)
        elif not value:
            continue
        else:
            yield f"  {head}: {_WORDS_ZH.get(value, value) if language == 'zh' else value}"


def _sample(sample: Mapping[str, Any], language: Language) -> Iterator[str]:
    """The example of a rule that code judges: a few parts of a document."""
    import yaml

    if not sample:
        yield (
            "    a document in which nothing of the kind is found"
            if language == "en"
            else "    文件中没有此类内容"
        )
        return
    for line in yaml.safe_dump(dict(sample), allow_unicode=True, width=110, sort_keys=False).splitlines():
        yield f"    {line}"


def _example(example: Example) -> Iterator[str]:
    for table, rows in example.items():
        if not rows:
            yield f"    {table}: declared empty"
        for row, cells in rows.items():
            printed = "  ".join(f"{column} {amount or 'blank'}" for column, amount in cells.items())
            yield f"    {table} {row}: {printed or 'blank'}"
