"""A short narrative for other regions' forms: totals, general public expenditure and its parts, 三公, in 万元."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.typeset.disclosure import Disclosure
from tests.typeset.phrases import Writer, paragraph
from tests.typeset.sentences import Section, Sentence

_SPENDING = "二、支出预算情况说明"
_GENERAL = "三、一般公共预算支出预算情况说明"
_THREE_PUBLIC = "四、“三公”经费预算情况说明"


def accounts(made: Disclosure) -> tuple[Section, ...]:
    """Four sections whose figures are those of the generated tables."""
    writer = Writer(made.conventions, Random(made.fiscal_year))
    year, body = made.fiscal_year, made.department
    whole = made.tables["T3"].cell("total", "total")
    general = made.tables["T5"].cell("total", "total")

    def parts(table: str) -> list[tuple[str, Decimal, str]]:
        cells = made.tables[table]
        return [
            ("基本支出", cells.cell("total", "basic"), ""),
            ("项目支出", cells.cell("total", "project"), ""),
        ]

    return (
        Section(
            "一、收支预算总体情况说明",
            (
                paragraph(
                    writer.stated(
                        "一、收支预算总体情况说明", "收入预算", whole, f"{year}年，{body}收入预算总额为", "，"
                    ),
                    writer.stated("一、收支预算总体情况说明", "支出预算", whole, "支出预算总额为", "。"),
                ),
            ),
        ),
        Section(
            _SPENDING,
            (
                paragraph(
                    writer.parts(_SPENDING, "支出预算", f"{year}年，{body}支出预算", parts("T3"), whole=whole)
                ),
            ),
        ),
        Section(
            _GENERAL,
            (
                paragraph(
                    writer.parts(
                        _GENERAL,
                        "一般公共预算支出",
                        f"{year}年，{body}一般公共预算支出",
                        parts("T5"),
                        whole=general,
                    )
                ),
            ),
        ),
        Section(_THREE_PUBLIC, (paragraph(*_three_public(made, writer)),)),
    )


def _three_public(made: Disclosure, writer: Writer) -> list[Sentence]:
    table = made.tables["T10"]
    whole = table.cell("total", "total")
    names = (
        ("因公出国（境）费", "abroad"),
        ("公务用车购置及运行费", "vehicle"),
        ("公务接待费", "reception"),
    )
    return [
        writer.parts(
            _THREE_PUBLIC,
            "“三公”经费预算",
            f"{made.fiscal_year}年，{made.department}“三公”经费预算",
            [(name, table.cell(code, "total"), "") for name, code in names],
            whole=whole,
        )
    ]
