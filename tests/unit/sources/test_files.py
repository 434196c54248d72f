"""Reading files below the allowed roots: what is refused, what is waited for, and that nothing else is touched."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import TransientError
from shared.events.topics import Submission
from shared.sources import SourceRefusedError, Sources, SourceSettings, submission_of
from shared.sources.place import FilePlace, place_of

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
SECRET = b"secret"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that may be read, beside a file that may not."""
    (tmp_path / "outside.txt").write_bytes(SECRET)
    folder = tmp_path / "root"
    (folder / "in").mkdir(parents=True)
    return folder


@pytest.fixture
def outside(root: Path) -> Submission:
    return submission_of(root.parent / "outside.txt", NOW)


def sources(*roots: Path, max_bytes: int = 1000) -> Sources:
    return Sources(SourceSettings(allowed_roots=tuple(map(str, roots))), max_bytes=max_bytes)


def at(submission: Submission, uri: str) -> Submission:
    return submission.model_copy(update={"uri": uri})


@pytest.mark.parametrize(
    "way",
    [
        "../outside.txt",
        "in/../../outside.txt",
        "%2e%2e/outside.txt",
        "%2E%2e/outside.txt",
        ".%2e/outside.txt",
        "..%2foutside.txt",
        "..%2Foutside.txt",
        "%252e%252e/outside.txt",
        "..%252foutside.txt",
        "%25252e%25252e/outside.txt",
        "%2525252525252e%2525252525252e/outside.txt",
        "in/..%00/outside.txt",
        "link.txt",
        "folder/outside.txt",
        "chain.txt",
    ],
)
def test_no_way_leads_out_of_a_root(root: Path, outside: Submission, way: str) -> None:
    """Neither up, in whatever spelling, nor through a link to a file, to a folder, or to a link."""
    (root / "link.txt").symlink_to(root.parent / "outside.txt")
    (root / "chain.txt").symlink_to(root / "link.txt")
    (root / "folder").symlink_to(root.parent)

    with pytest.raises(SourceRefusedError) as caught:
        sources(root).fetch(at(outside, f"{root.as_uri()}/{way}"))
    assert caught.value.reason_code == "outside_roots"


@pytest.mark.parametrize(
    "form",
    [
        "{path}",
        "file:{path}?x",
        "file://{path}#x",
        "file://localhost{path}",
        "file://user:hush@/{path}",
        "file:///{path}\n",
        " file://{path}",
        "http://127.0.0.1{path}",
        "https://user:hush@example.org/x",
        "ftp://127.0.0.1{path}",
        "data:text/plain,secret",
        "memory:/{path}",
        "local://{path}",
        "simplecache::file://{path}",
        "blockcache::{path}",
        "zip://outside.txt::file://{path}",
        "file://[::1{path}",
        "file:",
        "",
        "file://" + "/x" * 5000,
    ],
)
def test_no_other_uri_is_opened(root: Path, outside: Submission, form: str) -> None:
    """Also not where it means a file below a root; a password in it is not repeated."""
    uri = form.format(path=root.parent / "outside.txt")
    with pytest.raises(SourceRefusedError) as caught:
        sources(root.parent).fetch(at(outside, uri))
    assert caught.value.reason_code == "outside_roots"
    assert "hush" not in str(caught.value)


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    """Also from one root into another, and where the root itself is a link."""
    (root / "in" / "a.txt").write_bytes(b"a")
    submission = submission_of(root / "in" / "a.txt", NOW)
    (root / "link.txt").symlink_to("in/a.txt")
    other = root.parent / "other"
    other.symlink_to(root)

    for uri in ((root / "link.txt").as_uri(), f"{other.as_uri()}/in/a.txt"):
        for roots in ([root], [other], [Path("/nowhere"), root]):
            assert sources(*roots).fetch(at(submission, uri)) == b"a"


def test_nothing_is_read_where_nothing_is_allowed(root: Path) -> None:
    (root / "a.txt").write_bytes(b"a")
    with pytest.raises(SourceRefusedError):
        sources().fetch(submission_of(root / "a.txt", NOW))


def test_a_folder_whose_name_begins_like_a_root_is_not_below_it(root: Path) -> None:
    beside = root.parent / "root-2"
    beside.mkdir()
    (beside / "a.txt").write_bytes(b"a")
    with pytest.raises(SourceRefusedError):
        sources(root).fetch(submission_of(beside / "a.txt", NOW))


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_a_link_that_is_put_in_after_the_look_is_not_followed(
    root: Path, outside: Submission, swapped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check of the path and the opening: the file that was looked at, or a folder on the way to it."""
    (root / "in" / "outside.txt").write_bytes(SECRET)
    look = os.path.realpath

    def look_then_swap(path: str | Path) -> str:
        found = look(path)
        if str(path).endswith("outside.txt"):
            if swapped == "file":
                (root / "in" / "outside.txt").unlink()
                (root / "in" / "outside.txt").symlink_to(root.parent / "outside.txt")
            else:
                shutil.rmtree(root / "in")
                (root / "in").symlink_to(root.parent)
        return found

    monkeypatch.setattr("os.path.realpath", look_then_swap)
    with pytest.raises(SourceRefusedError):
        sources(root).fetch(at(outside, (root / "in" / "outside.txt").as_uri()))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ["fifo", "socket", "folder", "device"])
def test_what_is_no_plain_file_is_refused_at_once(root: Path, outside: Submission, kind: str) -> None:
    """A pipe that nobody writes to would be waited for without end."""
    path = root / "odd.txt"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(os.path.relpath(path))
    uri = Path("/dev/zero").as_uri() if kind == "device" else path.as_uri()

    with pytest.raises(SourceRefusedError, match="no file but"):
        sources(root, Path("/dev")).fetch(at(outside, uri))


def test_a_file_above_the_limit_is_not_opened(root: Path) -> None:
    path = root / "large.txt"
    path.write_bytes(b"x" * 1001)
    submission = submission_of(path, NOW)
    path.unlink()

    with pytest.raises(SourceRefusedError, match="the file has 1001 bytes") as caught:
        sources(root, max_bytes=1000).fetch(submission)
    assert caught.value.reason_code == "too_large"


@pytest.mark.parametrize("other", [b"", b"oth", b"other", b"another", b"x" * 10_000])
def test_a_file_that_changed_is_refused(root: Path, other: bytes) -> None:
    """By its size before it is read, by its hash where the size is the same."""
    path = root / "a.txt"
    path.write_bytes(b"bytes")
    submission = submission_of(path, NOW)
    path.write_bytes(other)

    with pytest.raises(SourceRefusedError) as caught:
        sources(root).fetch(submission)
    assert caught.value.reason_code == "source_changed"


@pytest.mark.parametrize("way", ["gone.txt", "gone/a.txt", "file.txt/a.txt", "x" * 300 + ".txt"])
def test_a_file_that_is_gone_is_refused(root: Path, outside: Submission, way: str) -> None:
    (root / "file.txt").write_bytes(b"x")
    with pytest.raises(SourceRefusedError) as caught:
        sources(root).fetch(at(outside, f"{root.as_uri()}/{way}"))
    assert caught.value.reason_code == "source_missing"


def test_a_root_that_is_not_there_is_waited_for(root: Path) -> None:
    """A share that is not mounted now has lost no document."""
    path = root / "in" / "a.txt"
    path.write_bytes(b"a")
    submission = submission_of(path, NOW)
    root.rename(root.parent / "unmounted")
    with pytest.raises(TransientError, match="mount it"):
        sources(root).fetch(submission)
    (root.parent / "unmounted").rename(root)
    assert sources(root).fetch(submission) == b"a"


def test_a_file_of_a_loop_of_links_is_refused(root: Path, outside: Submission) -> None:
    (root / "a.txt").symlink_to("b.txt")
    (root / "b.txt").symlink_to("a.txt")
    with pytest.raises(SourceRefusedError):
        sources(root).fetch(at(outside, (root / "a.txt").as_uri()))


def test_a_name_in_an_old_encoding_is_read_and_shown(root: Path) -> None:
    """Old servers keep names in GB18030; the URI keeps the bytes, the name is for people."""
    path = Path(os.fsdecode(os.fsencode(root) + b"/" + "预算.txt".encode("gb18030")))
    path.write_bytes(b"a")
    submission = submission_of(path, NOW)

    assert submission.file_name == "预算.txt"
    assert submission.model_dump_json()
    assert sources(root).fetch(submission) == b"a"


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count is enough


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="descriptors are counted under /proc")
def test_no_descriptor_stays_open(root: Path, outside: Submission) -> None:
    (root / "in" / "a.txt").write_bytes(b"a")
    os.mkfifo(root / "in" / "odd.txt")
    good = submission_of(root / "in" / "a.txt", NOW)
    before = descriptors()
    for submission in (
        good,
        *(at(outside, f"{root.as_uri()}/in/{way}") for way in ("gone", "odd.txt", "../..")),
    ):
        try:
            sources(root).fetch(submission)
        except SourceRefusedError:
            continue
    assert descriptors() == before


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_the_uri_of_a_path_gives_the_path_again_or_is_refused(steps: list[str]) -> None:
    """No name is read as another one."""
    place = FilePlace("/" + "/".join(steps))
    try:
        assert place_of(place.uri) == place
    except SourceRefusedError:
        assert any(step in {".", ".."} or "%" in step for step in steps)
