from __future__ import annotations

import datetime as dt
import json

from benchmarks.stream.loaded import Loaded, loaded_of


def test_a_line_of_the_log_tells_when_a_document_was_committed() -> None:
    line = json.dumps(
        {
            "event": "document.finished",
            "timestamp": "2026-03-01T08:00:00.250000Z",
            "document_id": "ab",
            "rows": 7,
            "verdict": "accepted",
        }
    )

    moment = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC).timestamp() + 0.25
    assert loaded_of(line.encode()) == Loaded("ab", moment, 7, "accepted")
