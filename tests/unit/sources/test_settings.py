"""The settings of sources: how roots are written, and what is refused before anything is opened."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.settings import Settings, load_settings
from shared.sources import SourceSettings


class OnlySources(Settings):
    """A program that knows no other settings."""

    sources: SourceSettings = SourceSettings()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("/data", ("/data",)),
        ("/data/, /预算 2026 , s3://bucket/in/", ("/data", "/预算 2026", "s3://bucket/in")),
        ('["/a, b", "s3://bucket"]', ("/a, b", "s3://bucket")),
        ("/", ("/",)),
    ],
)
def test_roots_are_written_with_commas_or_as_a_json_list(
    written: str, read: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCUS_SOURCES__ALLOWED_ROOTS", written)
    assert load_settings(OnlySources).sources.allowed_roots == read


def test_nothing_is_allowed_by_default() -> None:
    assert SourceSettings().allowed_roots == ()


@pytest.mark.parametrize(
    "root",
    [
        *("data", "./data", "~/data", "/data/../etc", "file:///data"),
        *("s3://", "s3:///in", "s3://b/../c", "s3://key:hush@bucket/in", "http://host/in", "["),
    ],
)
def test_a_root_that_is_none_is_refused_without_being_repeated(root: str) -> None:
    """Somebody may have put a key in it."""
    with pytest.raises(ValidationError) as caught:
        SourceSettings(allowed_roots=root)  # type: ignore[arg-type]
    assert "hush" not in str(caught.value)
    assert "root 1 is" in str(caught.value) or "JSON" in str(caught.value)


@pytest.mark.parametrize("url", ["objects.example.org", "ftp://x", "http://", "https://key:hush@host"])
def test_an_address_of_a_store_is_checked(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SourceSettings(s3_endpoint_url=url)
    assert "hush" not in str(caught.value)
