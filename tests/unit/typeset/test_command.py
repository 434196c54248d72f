"""The command writes documents for the eye, and beside each what a perfect reader finds in it."""

import json
from decimal import Decimal
from pathlib import Path

from tests.typeset.__main__ import main
from tests.typeset.generate import generate
from tests.typeset.truth import truth


def test_it_writes_as_many_documents_as_asked_with_their_truth(tmp_path: Path) -> None:
    arguments = [
        "--seed",
        "3",
        "--count",
        "2",
        "--producer",
        "text",
        "--style",
        "each",
        "--truth",
        "--set",
        "projects=1",
    ]
    main([str(tmp_path / "out"), *arguments])
    documents = sorted((tmp_path / "out").glob("*.txt"))
    assert len(documents) == 2
    for seed, path in zip((3, 4), sorted(documents, key=lambda p: p.name.split("-")[1]), strict=True):
        expected = truth(generate(seed, projects=1), path.name)
        assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) == expected


def test_the_truth_repeats_what_is_printed() -> None:
    disclosure = generate(9, projects=2, thousands=True)
    found = truth(disclosure)
    assert list(found["tables"]) == [f"T{number}" for number in range(1, 12)]
    row = next(row for row in found["tables"]["T3"]["rows"] if row["code"] == "total")
    assert row["cells"]["total"] == str(disclosure.tables["T3"].cell("total", "total"))
    assert all("," not in claim.get("amount", "") for claim in found["claims"])
    project = next(claim for claim in found["claims"] if claim["section"].startswith("七"))
    parts = [Decimal(part["amount"]) for part in project["breakdown"]]
    assert sum(parts, Decimal(0)) == Decimal(project["amount"])
