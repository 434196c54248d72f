"""What a crawler takes for budgets and is none: each kind is told apart and named; what only looks like one is read."""

from __future__ import annotations

import pytest

from services.extractor.reading import Line, Page, SourceDocument
from services.extractor.recognition import NotADisclosureError, recognise
from shared.layout import load_layouts

GOVERNMENT = "the budget or final account of a whole government"
EVALUATION = "a report on the evaluation of performance"
LETTER = "a letter on the making, approval or allotment of budgets"
LISTED = "a list of fees, funds or subsidies"
FORM = "a form whose blanks nobody has filled in"

TABLES = (
    *("收支总表", "一、财政拨款收入 100.00 一、农林水支出 100.00", "收入总计 100.00 支出总计 100.00"),
    *("收入总表", "213 农林水支出 100.00 100.00", "合计 100.00 100.00"),
    *(
        "支出总表",
        "213 农林水支出 100.00 60.00 40.00",
        "21303 水利 100.00 60.00 40.00",
        "合计 100.00 60.00 40.00",
    ),
    *("一般公共预算支出表", "213 农林水支出 100.00 60.00 40.00", "合计 100.00 60.00 40.00"),
)
TEXT = (
    *("一、收支预算总体情况", "2026年收支总预算100.00万元。"),
    *("二、收入预算情况", "2026年收入预算100.00万元。"),
    *("三、支出预算情况", "2026年支出预算100.00万元。"),
    *("四、“三公”经费预算情况", "2026年“三公”经费预算2.00万元。"),
)

OTHERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "report to the congress": (
        GOVERNMENT,
        (
            *(
                "关于云岭县2025年财政预算执行情况",
                "和2026年财政预算（草案）的报告",
                "各位代表：",
                "（一）收入预算",
            ),
            *(
                "2026年收入预算76000万元。",
                "（二）支出预算",
                "支出预算76000万元，基本支出60000万元。",
                "（三）“三公”经费预算",
            ),
            *("“三公”经费2300万元。", "（四）政府性基金预算", "收入120318万元。"),
        ),
    ),
    "township": (
        GOVERNMENT,
        ("云岭县大坝镇2025年财政预算执行情况和2026年预算（草案）的报告", "2026年收入预算1300万元。"),
    ),
    "final account of a county": (GOVERNMENT, ("关于云岭县2024年财政决算（草案）的报告", "收入71919万元。")),
    "contents of a county's final account": (
        GOVERNMENT,
        (
            *("2024年云岭县人民政府决算公开", "目录", "1、2024年度云岭县一般公共预算收入表"),
            *("2、2024年度云岭县国有资本经营预算支出决算表", "3、2024年度云岭县社会保险基金决算收支总表"),
            "4、2024年县级地方政府一般债务限额和余额情况表",
        ),
    ),
    "how a county made its budget": (
        GOVERNMENT,
        ("云岭县2026年一般公共预算编制情况说明", "全县一般公共预算总收入安排76000万元。"),
    ),
    "notes on a government's accounts": (
        GOVERNMENT,
        ("云岭县2024年政府预决算相关重要事项说明", "一般公共预算支出数为71919万元。"),
    ),
    "adjustment": (GOVERNMENT, ("关于云岭县2025年财政预算调整方案的报告", "收入调整为74000万元。")),
    "resolution": (GOVERNMENT, ("关于云岭县2025年预算执行情况和2026年预算草案的审查结果报告", "建议批准。")),
    "income table": (GOVERNMENT, ("2026年云岭县一般公共预算收入表", "一、税收收入 30,439.00 32,000.00")),
    "expenditure table of a county": (
        GOVERNMENT,
        (
            "2026年云岭县本级一般公共预算支出表",
            "201 一般公共服务支出 40,000.00",
            "203 国防 200.00",
            "合计 320,000.00",
        ),
    ),
    "transfers": (
        GOVERNMENT,
        ("2026年云岭市对县区税收返还和转移支付预算表", "甲县 1,000.00", "乙县 1,200.00", "合计 2,200.00"),
    ),
    "debt": (GOVERNMENT, ("2025年云岭县地方政府债务限额及余额情况表", "一、债务余额 50.12 50.12")),
    "social insurance": (
        "the budget or final account of social insurance funds",
        ("云岭县2026年社会保险基金预算", "2026年社会保险基金收入预算表", "一、收入 30,000.00 20,000.00"),
    ),
    "self-evaluation with figures": (
        EVALUATION,
        ("云岭县水务局", "2024年度部门整体支出绩效自评报告", "2024年部门预算1200.00万元。", *TEXT),
    ),
    "audit": (
        "an audit report",
        ("云岭县2024年度预算执行和其他财政收支情况的审计工作报告", "超预算12.00万元。"),
    ),
    "plan of years": (
        "a fiscal plan over several years",
        ("云岭县2026—2028年中期财政规划", "收入76000万元。"),
    ),
    "how to make budgets": (
        LETTER,
        (
            "云岭县财政局文件",
            "云财预〔2025〕12号",
            "关于编制2026年部门预算的通知",
            "附件：收支总表",
            "收入总表",
            "支出总表",
        ),
    ),
    "approval": (
        LETTER,
        (
            "云岭县财政局关于批复2026年部门预算的通知",
            "收入预算1200.00万元。",
            "收支总表",
            "收入总表",
            "支出总表",
        ),
    ),
    "allotment with targets": (
        LETTER,
        (
            "关于下达2026年水利发展资金预算的通知",
            "项目支出绩效目标表",
            "（2026年度）",
            "产出指标 数量指标 清淤 10公里",
        ),
    ),
    "purchase": (
        "a procurement or tender notice",
        ("云岭县水务局2026年3月政府采购意向公开", "设备 120.00 2026年4月"),
    ),
    "posts": ("a notice of recruitment", ("云岭县水务局2026年公开招聘工作人员公告", "每月3,000.00元。")),
    "balance sheet": (
        "financial statements of a company or an office",
        ("云岭水务有限公司", "资产负债表", "货币资金 1,200.00 1,100.00", "利润表", "净利润 100.00 90.00"),
    ),
    "funds": (LISTED, ("云岭县2026年财政专项资金目录清单", "1 水利发展资金 水务局 1,200.00")),
    "three public alone": (
        "a notice of the 三公 expenses alone",
        ("云岭县2026年“三公”经费预算公开", "“三公”经费预算2300万元。"),
    ),
    "year's work": (
        "a report on work done",
        ("云岭县水务局2025年工作总结", "投资1.20亿元，部门预算执行率98%。"),
    ),
    "portal": (
        "a page of a web site",
        ("当前位置：首页>预决算", "云岭县水务局2026年部门预算", "网站标识码0000"),
    ),
    "terms": ("questions and answers", ("什么是部门预算？", "部门预算、一般公共预算、“三公”、决算的区别")),
    "form": (
        FORM,
        (
            *(
                "XX部门2026年部门预算公开",
                "收支总表",
                "部门名称：XX 单位：万元",
                "收入总表",
                "支出总表",
                "一、收支预算总体情况",
            ),
            *(
                "XX部门收支总预算XX万元，比上年增加（减少）XX万元。",
                "收入预算XX万元，占XX%。",
                "支出预算XX万元，占XX%。",
            ),
        ),
    ),
    "contents": (
        "a cover or a list of contents, without a figure",
        ("云岭县水务局", "2026年部门预算", "目录", "一、收支总表", "二、收入总表", "三、支出总表"),
    ),
    "cover": ("a cover or a list of contents, without a figure", ("云岭县水务局", "2026年部门预算")),
}


def layout_of(*lines: str, has_text: bool = True) -> str:
    """Give the layout of a document of one page, with a second page that may be a picture."""
    pages = [Page(1, None, None, tuple(Line(line, 1) for line in lines))]
    if not has_text:
        pages.append(Page(2, None, None, (), has_text=False))
    return recognise(SourceDocument("text/plain", tuple(pages)), load_layouts(), name="a.pdf").id


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_disclosure_is_refused_by_its_kind(case: str) -> None:
    kind, lines = OTHERS[case]
    with pytest.raises(NotADisclosureError, match=kind) as caught:
        layout_of(*lines)
    assert caught.value.reason_code == "not_a_disclosure"


DISCLOSURES: dict[str, tuple[str, ...]] = {
    "tables alone, without cover and year": ("编制单位：云岭县水文站 单位：万元", *TABLES[:10]),
    "tables that name the office in their titles": tuple(
        f"2026年云岭县水务局{line}" if line.endswith("表") else line for line in TABLES[:10]
    ),
    "text alone": ("云岭县水务局2026年部门预算公开说明", *TEXT),
    "text of a final account": (
        "云岭县水务局2024年度部门决算公开",
        *(line.replace("预算", "决算") for line in TEXT),
    ),
    "a town": ("云岭县大坝镇人民政府", "2026年部门预算", *TABLES),
    "a draft": ("云岭县水务局2026年部门预算（草案）", *TABLES),
    "a letter that publishes": ("云岭县水务局关于公开2026年部门预算的公告", *TABLES),
    "a letter before the whole": ("云岭县水务局关于报送2026年预算的函", *TABLES),
    "a list of reports in the contents": (
        *(
            "云岭县水务局",
            "2024年度部门决算",
            "目录",
            "附件1 部门整体支出绩效自评报告",
            "二、项目支出绩效自评表",
        ),
        *(line.replace("预算", "决算") for line in TEXT),
    ),
    "an office whose name has words of other kinds": ("云岭县财政预算评审中心2026年单位预算", *TABLES),
    "a centre for evaluation": ("云岭县财政绩效评价中心2026年单位预算", *TABLES),
    "a centre for procurement, its text": ("云岭县政府采购中心2026年单位预算公开", *TEXT),
    "a web page that is filed under budgets": (
        *(
            "当前位置：首页>政府信息公开>财政预算>部门预算",
            "主题分类 财政 体裁分类 财政预算、决算",
            "发布机构 云岭县财政局",
        ),
        *("云岭县水务局2026年部门预算公开说明", *TEXT),
    ),
    "blanks left in a filled document": ("云岭县水务局2026年部门预算", *TABLES, *("比上年增加XX万元。",) * 4),
}


@pytest.mark.parametrize("case", DISCLOSURES)
def test_an_unusual_disclosure_is_read(case: str) -> None:
    assert layout_of(*DISCLOSURES[case]) == "national"


def test_a_cover_before_pictures_is_not_called_empty() -> None:
    """What the pictures hold is not known."""
    lines = ("云岭县水务局", "2026年部门预算", "收支总表", "收入总表", "支出总表", "一般公共预算支出表")
    assert layout_of(*lines, has_text=False) == "national"
