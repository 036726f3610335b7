#!/bin/sh
# Prepare this folder: `setup.sh run` for running the hub, `setup.sh test` for its tests as well,
# `setup.sh browser` for the browser that the tests drive. Each step is skipped when it is done already.
set -eu
cd "$(dirname "$0")/.."
log=.venv/setup.log

say() { printf '%s\n' "$*"; }
give_up() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && have apt-get; }
apt_install() {
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } \
        >/tmp/portfolio-hub-apt.log 2>&1
}
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if have "$candidate" && new_enough "$candidate"; then
            python=$(command -v "$candidate")
            return
        fi
    done
    give_up "Portfolio Hub needs Python 3.11 or newer, and found none: install it (on Debian 12: apt install python3 python3-venv), or name it with PYTHON=/path/to/python3."
}

make_venv() {
    if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    [ -w . ] || give_up "This user may not write to $(pwd): allow it, or copy Portfolio Hub to a folder of your own."
    find_python
    say "Making the virtual environment .venv with $("$python" --version) …"
    rm -rf .venv
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        may_install || give_up "Python's module venv is missing: install it (on Debian: sudo apt install python3-venv), then try again."
        say "Installing python$version-venv …"
        apt_install "python$version-venv" || apt_install python3-venv \
            || give_up "python$version-venv could not be installed: $(tail -n 1 /tmp/portfolio-hub-apt.log)"
    fi
    "$python" -m venv .venv || give_up "The virtual environment could not be made; the lines above say why."
}

install_locked() { # $1: base or test
    wanted=$({ cat "requirements/$1.txt"; .venv/bin/python --version; } | sha256sum)
    [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$wanted" ] && return
    [ -w .venv ] || give_up "This user may not write to $(pwd)/.venv: it was made by another one; allow it, or remove the folder."
    say "Installing the packages locked in requirements/$1.txt (a minute or two the first time) …"
    if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
        --requirement "requirements/$1.txt" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        if ! have cc && ! have gcc && ! have clang && grep -qiE 'compil|gcc|build wheel|building wheel' "$log"; then
            give_up "A package had to be built and no C compiler is here: install one (on Debian: sudo apt install build-essential python3-dev), then try again."
        fi
        give_up "The packages could not be installed; all that pip said is in $log."
    fi
    printf '%s\n' "$wanted" >".venv/installed-$1"
}

find_pdf_libraries() { # PDFs of reports need them; without them everything else works
    libraries="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    [ -e .venv/draws-pdf ] && return
    if .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; then
        { : >.venv/draws-pdf; } 2>/dev/null || :
        return
    fi
    if may_install; then
        say "Installing the libraries that lay out PDFs ($libraries) …"
        # shellcheck disable=SC2086
        apt_install $libraries && return
        say "They could not be installed: $(tail -n 1 /tmp/portfolio-hub-apt.log)"
    fi
    say "Reports can't be downloaded as PDF on this machine until Pango is installed (on Debian 12: sudo apt install $libraries; on macOS: brew install pango). Everything else works."
}

find_browser() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$candidate" ] && have "$candidate" && return
    done
    if may_install; then
        say "Installing Chromium for the browser tests …"
        apt_install chromium fonts-liberation && return
        say "Chromium could not be installed: $(tail -n 1 /tmp/portfolio-hub-apt.log)"
    fi
    give_up "No Chromium is here, so the browser tests are left out. To run them, install it (on Debian: sudo apt install chromium) or name it with CHROMIUM=/path/to/chromium."
}

case "${1:-}" in
    run) make_venv && install_locked base && find_pdf_libraries ;;
    test) make_venv && install_locked test && find_pdf_libraries ;;
    browser) find_browser ;;
    *) give_up "usage: scripts/setup.sh run|test|browser" ;;
esac
