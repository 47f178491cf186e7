#!/bin/sh
# The environment in .venv: `environment.sh make` creates it, `environment.sh install FILE` installs requirements into it.
# Uses uv where there is one, because it is fast, else venv and pip. Needs neither root nor a network of its own.
set -eu

fail() {
    echo "$1" >&2
    exit 1
}

has_uv() {
    uv --version >/dev/null 2>&1
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON_FOR_VENV:-} python3.11 python3.12 python3 python; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo "no Python at all")
    fail "Python 3.11 or 3.12 is needed, and this machine has $found. Install one of the two (Debian 12: apt-get install python3 python3-venv), or name it: make app PYTHON_FOR_VENV=/path/to/python3.11"
}

# An environment that somebody else made here is kept when it can be installed into.
usable() {
    fits .venv/bin/python && { has_uv || .venv/bin/python -m pip --version >/dev/null 2>&1; }
}

make_environment() {
    if usable; then
        touch .venv/.made
        return
    fi
    python=$(find_python)
    rm -rf .venv
    if has_uv; then
        uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" .venv
    elif ! "$python" -m venv .venv >/dev/null 2>&1; then
        without_ensurepip "$python"
    fi
    touch .venv/.made
}

# Debian splits ensurepip from Python: an environment then starts empty and gets its pip from the machine's own.
without_ensurepip() {
    rm -rf .venv
    "$1" -m venv --without-pip .venv && "$1" -m pip --python .venv/bin/python install --quiet pip ||
        fail "This Python cannot make environments. Install the rest of it (Debian, Ubuntu: apt-get install python3-venv), or uv, and run the same command again."
}

install() {
    if has_uv; then
        VIRTUAL_ENV=.venv uv pip install --requirement "$1"
    else
        .venv/bin/python -m pip install --disable-pip-version-check --requirement "$1"
    fi
}

case "${1:-}" in
make) make_environment ;;
install) install "$2" ;;
*) fail "usage: environment.sh make | install FILE" ;;
esac
