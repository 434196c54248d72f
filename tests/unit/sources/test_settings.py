"""The settings of sources: how roots are written, and what is refused before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.errors import ConfigurationError
from shared.settings import Settings, load_settings
from shared.sources import SourceSettings
from shared.sources.place import shown


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
        *("s3://key:hush/hush@bucket/in", "s3://key:hush", "s3://bucket?secret=hush", "s3:key:hush@bucket"),
        *("http://key:hush@host/in", 'hush, "', '["s3://key:hush@bucket"', '[{"s3://bucket": "hush"}]'),
    ],
)
def test_a_root_that_is_none_is_refused_without_being_repeated(root: str) -> None:
    """Somebody may have put a key in it."""
    with pytest.raises(ValidationError) as caught:
        SourceSettings(allowed_roots=root)  # type: ignore[arg-type]
    assert "hush" not in str(caught.value)
    assert any(told in str(caught.value) for told in ("root 1 is", "JSON", "valid string"))


@pytest.mark.parametrize("way", ["environment", "secret", "file"])
def test_a_wrong_root_is_told_in_one_line_by_its_number_alone(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    roots = "/data,s3://key:hush/hush@bucket/in"
    if way == "environment":
        monkeypatch.setenv("FISCUS_SOURCES__ALLOWED_ROOTS", roots)
    elif way == "secret":
        (tmp_path / "fiscus_sources__allowed_roots").write_text(roots)
        monkeypatch.setenv("FISCUS_SECRETS_DIR", str(tmp_path))
    else:
        (tmp_path / "settings.yaml").write_text(f"sources:\n  allowed_roots: [{roots}]\n")
        monkeypatch.setenv("FISCUS_SETTINGS_FILE", str(tmp_path / "settings.yaml"))
    with pytest.raises(ConfigurationError) as caught:
        load_settings(OnlySources)
    told = str(caught.value)
    assert "hush" not in told
    assert "\n" not in told
    assert "FISCUS_SOURCES__ALLOWED_ROOTS" in told
    assert "root 2 is neither an absolute path nor like s3://bucket/prefix" in told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("s3://key:hush@bucket/in", "s3://bucket/in"),
        ("s3://key:hu/sh@bucket/in", "s3://bucket/in"),
        ("s3://key:hush/in", "s3:///in"),
        ("https://hush@host/in?key=hush#hush", "https://host/in"),
        ("s3://bucket/a:b@c.pdf", "s3://bucket/a:b@c.pdf"),
        ("file:///a@b.pdf", "file:///a@b.pdf"),
    ],
)
def test_a_uri_is_shown_without_what_may_be_a_key(uri: str, told: str) -> None:
    """Keys of Amazon have slashes in them."""
    assert shown(uri) == told


@pytest.mark.parametrize("url", ["objects.example.org", "ftp://x", "http://", "https://key:hush@host"])
def test_an_address_of_a_store_is_checked(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SourceSettings(s3_endpoint_url=url)
    assert "hush" not in str(caught.value)
