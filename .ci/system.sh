#!/usr/bin/env bash
# Installs what CI needs from the system and finds missing; says so where it may not.
set -euo pipefail

have() {
    command -v "$1" >/dev/null 2>&1
}

# Tried rather than looked up: a wrapper may be there for a program that is not.
runs() {
    "$@" >/dev/null 2>&1
}

missing=()
runs git --version || missing+=(git)
runs python3.11 --version || runs python3.12 --version || runs python3 --version || missing+=(python3 python3-venv python3-pip)
runs chromium-headless-shell --version || runs chromium --version || runs google-chrome --version ||
    runs chromium-browser --version || missing+=(chromium-headless-shell)
have fc-list && fc-list :lang=ko | grep -q . || missing+=(fontconfig fonts-noto-cjk)

if ((${#missing[@]} == 0)); then
    echo "nothing is missing"
    exit 0
fi

echo "missing: ${missing[*]}"
if [[ $(id -u) -ne 0 ]] || ! have apt-get; then
    echo "These must be installed by hand, or .ci/run run as root on Debian or Ubuntu." >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}"
