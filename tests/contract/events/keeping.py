"""Golden copies: the schemas and events of each released version, as that version wrote them.

`python -m tests.contract.events.keeping v0.2` keeps those of the present code, once, when version 0.2 is released;
what is kept is never written again. Events are lines of JSON, one file a topic, with key, headers and value as text.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from shared.contract.schemas import Schema, schema_files
from shared.events.envelope import Message
from shared.events.topics import TOPICS
from tests.contract.events import flow

FOLDER: Final = Path(__file__).parent / "golden"


def versions() -> list[str]:
    """The versions that are kept, such as `v0.1`."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def schema(version: str, topic: str) -> Schema:
    """The schema of a topic as a version had it."""
    text = (FOLDER / version / "schemas" / f"{topic}.json").read_text(encoding="utf-8")
    kept: Schema = json.loads(text)
    return kept


def topics(version: str) -> list[str]:
    """The topics that a version had."""
    return sorted(path.stem for path in (FOLDER / version / "schemas").glob("*.json"))


def events(version: str, topic: str) -> list[Message]:
    """The messages on a topic as a version wrote them."""
    with (FOLDER / version / "events" / f"{topic}.jsonl").open(encoding="utf-8") as lines:
        return [_message(topic, json.loads(line)) for line in lines]


def keep(version: str, written: Mapping[str, Sequence[Message]]) -> None:
    """Keep the present schemas and these messages as those of `version`; FileExistsError where it is kept already."""
    folder = FOLDER / version
    folder.mkdir(parents=True)
    for name, text in schema_files().items():
        _write(folder / "schemas" / name, text)
    for topic in TOPICS:
        lines = (json.dumps(_as_json(message), ensure_ascii=False) + "\n" for message in written[topic])
        _write(folder / "events" / f"{topic}.jsonl", "".join(lines))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _as_json(message: Message) -> dict[str, object]:
    return {
        "key": None if message.key is None else message.key.decode("utf-8"),
        "headers": [[name, value.decode("utf-8")] for name, value in message.headers],
        "value": None if message.value is None else message.value.decode("utf-8"),
    }


def _message(topic: str, kept: dict[str, object]) -> Message:
    headers = kept["headers"]
    assert isinstance(headers, list)
    return Message(
        topic=topic,
        key=_bytes(kept["key"]),
        value=_bytes(kept["value"]),
        headers=tuple((name, value.encode("utf-8")) for name, value in headers),
    )


def _bytes(text: object) -> bytes | None:
    return None if text is None else str(text).encode("utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        keep(sys.argv[1], flow.run(Path(temporary)))
