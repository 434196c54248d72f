from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.stream.material import WHOLE_EVERY, Judged, copies, judged, write_small_texts, write_texts
from services.extractor.document import read_payloads
from services.extractor.reading import ReadLimits
from services.validator.service import judge
from shared.events.topics import ACCEPTED, QUARANTINED, RecordBatch
from shared.layout import load_layouts
from shared.sources import submission_of


def topic_of_records(path: Path) -> str:
    """Where the records of a document go."""
    submission = submission_of(path, dt.datetime.now(dt.UTC))
    return judge(read_payloads(submission, path.read_bytes(), ReadLimits()), load_layouts())[0].topic


def test_small_extracts_differ_in_their_bytes_and_break_off_but_for_a_few(tmp_path: Path) -> None:
    paths = write_small_texts(tmp_path / "small", 2 * WHOLE_EVERY)

    assert len({path.read_bytes() for path in paths}) == len(paths)
    assert topic_of_records(paths[0]) == ACCEPTED
    assert topic_of_records(paths[1]) == QUARANTINED
    assert sum(path.stat().st_size > 10_000 for path in paths) == 2


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    return judged(write_texts(tmp_path_factory.mktemp("texts") / "whole", 2))


def test_copies_are_the_same_rows_of_other_documents(originals: list[Judged]) -> None:
    made = list(copies(originals, 3 * originals[0].rows))

    batches = [[RecordBatch.model_validate_json(event.data) for event in events] for events in made]
    keys = [{event.key for event in events} for events in made]
    assert all(len(of_one) == 1 for of_one in keys)
    assert len(set.union(*keys)) == len(made)
    assert len({whole[0].document.department for whole in batches}) == len(made)
    assert len({event.id for events in made for event in events}) == sum(map(len, made))
    first = RecordBatch.model_validate_json(originals[0].events[0].data)
    assert batches[0][0].lines == batches[len(originals)][0].lines == first.lines
    for events, whole in zip(made, batches, strict=True):
        for event, batch in zip(events, whole, strict=True):
            assert event.key == event.subject == batch.document_id == batch.document.document_id


@pytest.mark.parametrize("rows", [1, 500, 2000])
def test_copies_hold_the_rows_asked_for_and_no_document_more(rows: int, originals: list[Judged]) -> None:
    counts = [originals[number % len(originals)].rows for number, _ in enumerate(copies(originals, rows))]

    assert sum(counts) >= rows > sum(counts[:-1])
