#!/bin/sh
# Makes .venv hold what the lock says, and the fiscus command; does nothing when it already does.
# Run by `make setup` from the top of the checkout. PYTHON names the interpreter to build .venv with.
set -eu

fail() {
    echo "setup: $1" >&2
    exit 1
}

# Gives the first Python that is new enough. The lock is resolved for 3.11, so that name comes first.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3.11 python3.12 python3.13 python3
    fi
    for name in "$@"; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "no Python 3.11 or newer among: $*; install it or name it: make setup PYTHON=/path/to/python3.11"
}

# A virtual environment knows its own place: one that was moved, or whose Python is gone, is made anew.
usable() {
    .venv/bin/python -c '' 2>/dev/null && grep -qsF "$(pwd -P)/.venv/bin/python" .venv/bin/pip
}

# Changes when the lock or the package's own metadata does.
fingerprint() {
    cat requirements/dev.txt pyproject.toml | cksum
}

pip_install() {
    .venv/bin/python -m pip install --no-input --disable-pip-version-check "$@" ||
        fail "pip could not install the dependencies (see above); make setup tries again"
}

if usable; then
    if [ "$(cat .venv/fingerprint 2>/dev/null)" = "$(fingerprint)" ]; then
        exit 0
    fi
    rm -f .venv/fingerprint
else
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python cannot make virtual environments; install its venv package (Debian: python3.11-venv) or name another: make setup PYTHON=/path/to/python3.11"
    echo "setup: making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "setup: installing the locked dependencies (about half a minute the first time)"
pip_install --quiet --require-hashes --requirement requirements/dev.txt
# -qq keeps setuptools' notice about editable installs away; errors still show.
pip_install -qq --no-deps --no-build-isolation --editable .
.venv/bin/python -m pip check >.venv/check || {
    cat .venv/check >&2
    fail "the lock does not fit pyproject.toml; run make lock"
}
fingerprint >.venv/fingerprint
echo "setup: ready, .venv/bin/fiscus"
