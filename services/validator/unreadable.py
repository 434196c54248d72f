"""Why no document could be made of a file, as a sentence: in goes the manifest of a failure, out comes the message.

English is what the reader of the file said. Chinese is told by the code of the reason, with the words of the file that
the English sentence quotes.
"""

from __future__ import annotations

import re
from typing import Final

from services.validator.rules.check import Message
from shared.events.topics import Manifest

_QUOTED: Final = re.compile(r"“(.+)”")
_AGAIN: Final = "请重新下载"
REASONS_ZH: Final = {
    "empty_file": f"文件为空，{_AGAIN}",
    "unknown_type": "文件不是可识读的PDF或文本，请提交公开发布的PDF",
    "damaged": f"PDF已损坏，无法打开，{_AGAIN}",
    "truncated": f"PDF不完整，缺少结尾，{_AGAIN}",
    "no_pages": f"PDF没有页面，{_AGAIN}",
    "encrypted": "PDF设有密码，请提交公开发布的无密码文件",
    "no_text_layer": "各页均没有文字层（扫描件），请提交由原文件导出的PDF",
    "undecodable_text": "文字无法辨认（文件中的字体未说明字符含义），请提交由其他程序生成的PDF，或文本",
    "encoding_unknown": "文本的编码不是UTF-8、UTF-16或GB18030，请另存为UTF-8",
    "too_large": "文件大小超过上限，请拆分",
    "too_many_pages": "页数超过上限，请拆分文件或提高上限",
    "limit_seconds": "识读时间超过上限，请提高上限，并报告该文件",
    "limit_memory": "识读所需内存超过上限，请提高上限，并报告该文件",
    "crashed": "识读程序异常终止，请报告该文件",
    "given_up": "识读多次中断，已放弃，请查看死信",
    "not_a_disclosure": "不是部门（单位）的预算或决算公开文件，请核对所提交的文件",
    "layout_unknown": "文件涉及预算，但没有与之相符的版式，请为该地区编写版式",
    "source_missing": "文件已不在原处，请放回后重新提交",
    "source_changed": "文件在提交后有改动，请重新提交",
    "outside_roots": "不允许从该位置读取文件，请从允许的目录提交",
}
"""By reason code; a code that is not among them is told by the English words."""


def unreadable_message(manifest: Manifest) -> Message:
    """Give the sentence of a document that could not be read."""
    reason = manifest.reason or manifest.reason_code or "no reason is given"
    told = REASONS_ZH.get(manifest.reason_code or "")
    quoted = _QUOTED.search(reason)
    seen = f"（文件中有“{quoted.group(1)}”）" if told and quoted else ""
    return Message(
        f"No document could be made of the file: {reason}", f"无法识读该文件：{told or reason}{seen}"
    )
