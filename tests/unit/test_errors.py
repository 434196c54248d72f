"""The taxonomy of errors."""

from __future__ import annotations

import pytest

from shared.errors import (
    ConfigurationError,
    ContractError,
    ExitCode,
    FiscusError,
    PermanentError,
    TransientError,
    exit_code_of,
)


def test_an_error_says_in_one_line_what_where_and_what_to_do() -> None:
    error = PermanentError(
        "the file is\nencrypted", where="预算 公开.pdf", remedy="submit it\twithout password"
    )
    assert str(error) == "the file is encrypted (预算 公开.pdf): submit it without password"
    assert (error.what, error.where, error.remedy) == (
        "the file is encrypted",
        "预算 公开.pdf",
        "submit it without password",
    )


def test_place_and_remedy_may_be_unknown() -> None:
    assert str(TransientError("the disk is full")) == "the disk is full"
    assert str(TransientError("the disk is full", remedy="free some")) == "the disk is full: free some"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TransientError("x"), 1),
        (ConfigurationError("x"), 2),
        (PermanentError("x"), 3),
        (ContractError("x"), 4),
        (FiscusError("x"), 70),
        (KeyError("x"), 70),
    ],
)
def test_the_class_decides_the_exit_status(error: Exception, status: int) -> None:
    assert exit_code_of(error) == ExitCode(status) == status
