from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.documents import write_short


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "status"), [("1000", 0), ("0.0001", 1)])
def test_the_limit_decides_the_exit_status(
    limit: str, status: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Both contenders really run, over one document."""
    write_short(tmp_path, 1)

    ended = main(["--files", str(tmp_path), "--rounds", "1", "--limit", limit, "--json"])

    output, errors = capfd.readouterr()
    found = json.loads(output)["comparison"]
    assert ended == status, errors
    assert ("more than the limit" in errors) == bool(status)
    assert found["documents"] == 1
    assert found["pages"] == found["pages_read"] > 5
    assert found["fiscus"]["cpu_seconds"] > 0.1
    assert found["plain"]["peak_bytes"] > 20_000_000


def test_a_folder_without_pdf_files_is_wrong_usage(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("nothing to read here")

    assert main(["--files", str(tmp_path)]) == 2
    assert "no PDF below" in capfd.readouterr().err
