"""The header of the indicators in a text extract."""

import pytest

from services.extractor.performance.fragment import fragments_of_lines
from services.extractor.performance.header import Header, find_header, with_torn_headers_mended
from services.extractor.performance.wording import Wording
from tests.unit.performance.forms import LAYOUT
from tests.unit.performance.printing import placed

FOUND = Wording.of(LAYOUT)
assert FOUND is not None
WORDING: Wording = FOUND
assert WORDING is not None


def header_of(*lines: str) -> Header | None:
    return find_header(fragments_of_lines(placed([lines]), WORDING), 0, WORDING)


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        (
            ("一级指标 二级指标 三级指标 指标值 指标设定依据 分值权重",),
            ("level1", "level2", "level3", "target", "basis", "weight"),
        ),
        (
            (
                "一级",
                "指标",
                "二级",
                "指标",
                "三级指标",
                "指标",
                "值",
                "指标值设置依",
                "据",
                "上年",
                "完成",
                "值",
                "指标",
                "分值",
                "权重",
                "指标赋分规则 佐证资料",
            ),
            ("level1", "level2", "level3", "target", "basis", "previous", "weight", "scoring", "evidence"),
        ),
        (
            ("一级指标 二级指标 三级指标 指标值 分值权重（90分）",),
            ("level1", "level2", "level3", "target", "weight"),
        ),
    ],
)
def test_the_columns_are_read_in_order_however_their_labels_are_broken(
    lines: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    header = header_of(*lines)
    assert header is not None
    assert header.keys == keys
    assert header.unknown == ()


def test_a_column_that_the_layout_does_not_know_is_told() -> None:
    header = header_of("一级指标 二级指标 三级指标 度量方式 指标值 分值权重")
    assert header is not None
    assert header.keys == ("level1", "level2", "level3", "target", "weight")
    assert [(column.start, column.end) for column in header.unknown] == [(3, 4)]


@pytest.mark.parametrize("line", ["三级指标 由各单位填写", "一级指标 二级指标", "指标值 分值权重 佐证资料"])
def test_words_of_a_header_alone_are_none(line: str) -> None:
    assert header_of(line) is None


def test_labels_that_a_page_end_cuts_are_put_together() -> None:
    """What follows them on the next page stays where it is."""
    pages = [
        ["一级指标 二级指标 三级指标 指标值 指标值设置依 上年完成值 指标分值"],
        ["据 权重", "产出指标 数量指标"],
    ]
    fragments = with_torn_headers_mended(fragments_of_lines(placed(pages), WORDING), WORDING)
    header = find_header(fragments, 0, WORDING)
    assert header is not None
    assert header.keys == ("level1", "level2", "level3", "target", "basis", "previous", "weight")
    assert [fragment.text for fragment in fragments[header.end :]] == ["产出指标", "数量指标"]
