"""What a final account says about its tables, in words of our own.

Every section restates cells and gives shares, what the year before was, and what of the budget was used. Amounts are in
万元 whatever the tables are in. The year before and the year's budget are invented; no table has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.typeset.disclosure import Disclosure
from tests.typeset.facts import functional
from tests.typeset.families.final_account_book import Book
from tests.typeset.families.final_account_ledger import GROUPS, GUESTS, RECEPTIONS, TRAVELLERS, VEHICLES
from tests.typeset.families.final_account_tables import THREE_PUBLIC
from tests.typeset.families.final_account_teller import Piece, Teller
from tests.typeset.phrases import Writer, paragraph
from tests.typeset.sentences import Section, Sentence

_OVERALL = "一、收入支出决算总体情况说明"
_INCOME = "二、收入决算情况说明"
_EXPENDITURE = "三、支出决算情况说明"
_APPROPRIATION = "四、财政拨款收入支出决算总体情况说明"
_GENERAL = "五、一般公共预算财政拨款支出决算情况说明"
_CHANGE = "（一）一般公共预算财政拨款支出决算总体情况"
_STRUCTURE = "（二）一般公共预算财政拨款支出决算结构情况"
_ITEMS = "（三）一般公共预算财政拨款支出决算具体情况"
_BASIC = "六、一般公共预算财政拨款基本支出决算情况说明"
_THREE_PUBLIC = "七、财政拨款“三公”经费支出决算情况说明"
_FUND = "八、政府性基金预算财政拨款收入支出决算情况说明"
_CAPITAL = "九、国有资本经营预算财政拨款支出决算情况说明"


def accounts_in_words(made: Disclosure, book: Book, seed: int) -> tuple[Section, ...]:
    """Give the nine sections of a final account, in the words of its form."""
    teller = _Sections(made, book, Writer(made.conventions, Random(seed)), Random(seed + 1))
    return (
        Section(_OVERALL, (paragraph(*teller.overall()),)),
        Section(_INCOME, (paragraph(teller.income()),)),
        Section(_EXPENDITURE, (paragraph(teller.expenditure()),)),
        Section(_APPROPRIATION, (paragraph(*teller.appropriation()),)),
        Section(_GENERAL, ()),
        Section(_CHANGE, (paragraph(*teller.change()),), level=2),
        Section(_STRUCTURE, (paragraph(teller.structure()),), level=2),
        Section(_ITEMS, tuple(paragraph(sentence) for sentence in teller.items()), level=2),
        Section(_BASIC, (paragraph(teller.basic()),)),
        Section(_THREE_PUBLIC, tuple(paragraph(*told) for told in teller.three_public())),
        Section(_FUND, (paragraph(teller.fund()),)),
        Section(_CAPITAL, (paragraph(teller.capital()),)),
    )


@dataclass(frozen=True)
class _Sections(Teller):
    """What each section says."""

    def overall(self) -> Sequence[Sentence]:
        """Both totals, and the year before."""
        total = self.book.totals()["total"]
        first: tuple[Piece, ...]
        if self.book.form.by_use:
            first = (f"{self.year}年度收、支总计均为", self.amount(total), "万元。")
            return (
                Sentence(first, "收、支总计", None, _OVERALL),
                self.compared(_OVERALL, "收、支总计", total, "与上年度相比，收、支总计各", "主要变动原因是"),
            )
        first = (
            f"{self.year}年度收入总计",
            self.amount(total),
            "万元，支出总计",
            self.amount(total, "支出总计"),
            "万元。",
        )
        return (
            Sentence(first, "收入总计", None, _OVERALL),
            self.compared(_OVERALL, "收入总计", total, "与上年相比，收入总计", "主要原因是"),
        )

    def income(self) -> Sentence:
        """Income by source."""
        sums, accounts = self.book.totals(), self.book.accounts
        parts = [("财政拨款收入", sums["fiscal"])]
        if self.book.form.own_money:
            parts += [("事业收入", accounts.total("business")), ("其他收入", accounts.total("other"))]
        return self.parts(_INCOME, "本年收入合计", f"{self.year}年度本年收入合计", sums["income"], parts)

    def expenditure(self) -> Sentence:
        """Expenditure by use."""
        sums = self.book.totals()
        parts = [("基本支出", sums["basic"]), ("项目支出", sums["project"])]
        return self.parts(
            _EXPENDITURE, "本年支出合计", f"{self.year}年度本年支出合计", sums["expenditure"], parts
        )

    def appropriation(self) -> Sequence[Sentence]:
        """Both totals of the appropriation."""
        total = self.book.totals()["appropriated"]
        first = (f"{self.year}年度财政拨款收入总计和支出总计均为", self.amount(total), "万元。")
        return (
            Sentence(first, "财政拨款收入总计和支出总计", None, _APPROPRIATION),
            self.compared(
                _APPROPRIATION, "财政拨款收入总计", total, "与上年相比，财政拨款收入总计", "主要原因是"
            ),
        )

    @property
    def general(self) -> Decimal:
        """All expenditure of the general public budget."""
        return self.book.accounts.total("personnel", "operating", "general_project")

    def change(self) -> Sequence[Sentence]:
        """General public expenditure, its share of all expenditure, the year before."""
        section = "五、" + _CHANGE
        whole = self.book.totals()["expenditure"]
        subject = "一般公共预算财政拨款支出"
        first = Sentence(
            (
                f"{self.year}年度{subject}",
                self.amount(self.general),
                "万元，占本年支出合计的",
                self.share(self.general, whole),
                "%。",
            ),
            subject,
            None,
            section,
        )
        opening = f"与上年相比，{subject}"
        return first, self.compared(section, subject, self.general, opening, "主要原因是")

    def structure(self) -> Sentence:
        """General public expenditure by class."""
        parts = [(f"{functional()[code]}（类）", value) for code, value in self._general(3)]
        opening = f"{self.year}年度一般公共预算财政拨款支出"
        return self.parts("五、" + _STRUCTURE, "一般公共预算财政拨款支出", opening, self.general, parts)

    def _general(self, digits: int) -> list[tuple[str, Decimal]]:
        codes = [row.code for row in self.book.accounts.rows if len(row.code) == digits]
        found = [
            (code, self.book.accounts.total("personnel", "operating", "general_project", under=code))
            for code in codes
        ]
        return [(code, value) for code, value in found if value]

    def items(self) -> Iterable[Sentence]:
        """The budget and the result of every item."""
        section = "五、" + _ITEMS
        labels = {row.code: row.label for row in self.book.accounts.rows}
        found = [(code, value, self.planned(value)) for code, value in self._general(7)]
        plan = sum((planned for _, _, planned in found), Decimal("0.00"))
        yield self.used(
            section,
            "一般公共预算财政拨款支出",
            f"{self.year}年度一般公共预算财政拨款支出",
            self.general,
            plan,
        )
        for number, (code, value, planned) in enumerate(found, start=1):
            path = (code[:3], code[:5], code)
            name = "".join(f"{labels[one]}（{level}）" for one, level in zip(path, "类款项", strict=True))
            yield self.used(section, name, f"{number}.{name}。", value, planned, code=code)

    def basic(self) -> Sentence:
        """Basic expenditure: personnel and operating funds, and what they are made of."""
        accounts = self.book.accounts
        personnel, operating = accounts.total("personnel"), accounts.total("operating")
        pieces: tuple[Piece, ...] = (
            f"{self.year}年度一般公共预算财政拨款基本支出",
            self.amount(personnel + operating),
            "万元，其中：人员经费",
            self.amount(personnel, "人员经费"),
            "万元，主要包括：基本工资、津贴补贴、奖金、住房公积金等；公用经费",
            self.amount(operating, "公用经费"),
            "万元，主要包括：办公费、印刷费、水费、差旅费等。",
        )
        return Sentence(pieces, "一般公共预算财政拨款基本支出", None, _BASIC)

    def three_public(self) -> Iterable[Sequence[Sentence]]:
        """三公: budget and result of the whole and of the items, with counts."""
        spent, planned = (_sums(values) for values in (self.book.accounts.spent, self.book.accounts.planned))
        names = dict(THREE_PUBLIC) | {"total": "“三公”经费"}
        yield (
            self._completed("total", names["total"], f"{self.year}年度财政拨款“三公”经费", spent, planned),
            self.compared(
                _THREE_PUBLIC, "“三公”经费", spent["total"], "与上年相比，“三公”经费支出决算", "主要原因是"
            ),
        )
        for number, (code, trips) in enumerate(_TRIPS, start=1):
            name = names[code]
            yield (
                self._completed(code, name, f"{number}.{name}", spent, planned),
                Sentence((trips,)),
            )

    def _completed(
        self, code: str, subject: str, opening: str, spent: dict[str, Decimal], planned: dict[str, Decimal]
    ) -> Sentence:
        pieces: list[Piece] = [
            f"{opening}支出预算为",
            self.amount(planned[code], f"{subject}预算"),
            "万元，支出决算为",
            self.amount(spent[code]),
            "万元",
        ]
        if planned[code]:
            pieces += ["，完成预算的", self.share(spent[code], planned[code]), "%"]
        return Sentence((*pieces, "。"), subject, None, _THREE_PUBLIC)

    def fund(self) -> Sentence:
        """The government fund: from its opening to its closing balance."""
        spent = self.book.accounts.total("fund_project")
        if not spent:
            return Sentence((f"{self.year}年度没有使用政府性基金预算财政拨款安排的支出。",))
        opening, closing = self.book.carried("fund", "opening"), self.book.carried("fund", "closing")
        pieces: tuple[Piece, ...] = (
            f"{self.year}年度政府性基金预算财政拨款年初结转和结余",
            self.amount(opening, "年初结转和结余"),
            "万元，本年收入",
            self.amount(self.book.received("fund"), "本年收入"),
            "万元，本年支出",
            self.amount(spent, "本年支出"),
            "万元，年末结转和结余",
            self.amount(closing, "年末结转和结余"),
            "万元。",
        )
        return Sentence(pieces, "政府性基金预算财政拨款", None, _FUND)

    def capital(self) -> Sentence:
        """The state-capital budget."""
        spent = self.book.accounts.total("capital_project")
        if not spent:
            return Sentence((f"{self.year}年度没有使用国有资本经营预算财政拨款安排的支出。",))
        pieces: tuple[Piece, ...] = (
            f"{self.year}年度国有资本经营预算财政拨款支出",
            self.amount(spent),
            "万元。",
        )
        return Sentence(pieces, "国有资本经营预算财政拨款支出", None, _CAPITAL)


def _sums(leaves: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The items of 三公 and what stands for several of them."""
    return {
        code: sum(
            (
                value
                for leaf, value in leaves.items()
                if code in ("total", leaf) or leaf.startswith(f"{code}.")
            ),
            Decimal("0.00"),
        )
        for code, _ in THREE_PUBLIC
    }


_TRIPS = (
    ("abroad", f"全年安排因公出国（境）团组{GROUPS}个，累计{TRAVELLERS}人次。"),
    ("vehicle", f"年末公务用车保有量{VEHICLES}辆。"),
    ("reception", f"国内公务接待{RECEPTIONS}批次，共{GUESTS}人次。"),
)
