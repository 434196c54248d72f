"""Why a file cannot be read, in both languages."""

from __future__ import annotations

import datetime as dt

from services.validator.unreadable import REASONS_ZH, unreadable_message
from shared.events.topics import Manifest, ManifestOutcome, Submission
from tests.unit.docs.code import reason_codes

WITHOUT_A_SENTENCE = {"refused", "unreadable"}
"""Codes that no refusal of today has."""


def manifest(reason_code: str | None, reason: str | None) -> Manifest:
    submission = Submission(
        document_id="0" * 64,
        uri="file:///srv/a.pdf",
        file_name="a.pdf",
        media_type="application/pdf",
        size=1,
        submitted_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    return Manifest(
        outcome=ManifestOutcome.UNREADABLE,
        section_count=0,
        digest="",
        reason_code=reason_code,
        reason=reason,
        submission=submission,
    )


def test_every_reason_has_a_sentence_in_chinese() -> None:
    assert set(REASONS_ZH) == reason_codes() - WITHOUT_A_SENTENCE


def test_each_language_has_its_own_sentence() -> None:
    told = unreadable_message(manifest("truncated", "the PDF is cut short: fetch the file again"))
    assert told.en == "No document could be made of the file: the PDF is cut short: fetch the file again"
    assert told.zh == "无法识读该文件：PDF不完整，缺少结尾，请重新下载"


def test_words_of_the_file_are_told_in_both_languages() -> None:
    told = unreadable_message(manifest("not_a_disclosure", "it seems to be a notice (“放假通知”): check it"))
    assert "“放假通知”" in told.en
    assert told.zh.endswith("（文件中有“放假通知”）")


def test_a_reason_without_a_known_code_is_told_as_it_is() -> None:
    assert unreadable_message(manifest("novel", "something new")).zh == "无法识读该文件：something new"
    assert unreadable_message(manifest(None, None)).zh == "无法识读该文件：no reason is given"
