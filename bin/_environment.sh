# Sourced by the scripts beside it: goes to the project's folder and offers `set_up` and `need`.
# POSIX sh; a file sourced by dash gets no arguments, so everything is a function.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
unset PYTHONDONTWRITEBYTECODE # set in images; here every process would compile Django once more

say() { printf '%s\n' "$*"; }
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# may_install: true where apt is there and we are root.
may_install() { command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; }

# install_packages <package>...: by apt, quietly. The lists of an image are as old as the image, and may lack what was
# mended since: an older browser lacks commands that tests need.
install_packages() {
    say "Installing $* with apt …"
    export DEBIAN_FRONTEND=noninteractive
    [ -n "${LISTS_ARE_NEW-}" ] || apt-get update -qq >/dev/null 2>&1 || true
    LISTS_ARE_NEW=1
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
        fail "apt could not install $*; install it by hand and try again."
}

# need <program> <package>: makes sure that a program is there.
need() {
    command -v "$1" >/dev/null 2>&1 && return
    may_install || fail "$1 is missing: install it, on Debian with 'sudo apt install $2', on macOS with Homebrew."
    install_packages "$2"
}

need_postgresql() {
    for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
        [ ! -x "$folder/initdb" ] || return 0
    done
    need initdb postgresql
}

need_proxy() {
    [ ! -x /usr/sbin/nginx ] || return 0 # where Debian puts it, outside of most people's path
    need nginx nginx-light
}

need_browser() {
    for name in chromium chromium-browser google-chrome; do
        ! command -v "$name" >/dev/null 2>&1 || return 0
    done
    [ ! -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || return 0
    [ ! -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ] || return 0
    need chromium chromium
}

# The browser with another engine, for what must hold in both.
need_second_browser() {
    ! command -v firefox >/dev/null 2>&1 || return 0
    need firefox-esr firefox-esr
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_new_enough "$candidate"; then
            say "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is missing: install it, or name it with PYTHON=/path/to/python."
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        may_install || fail "Python's venv module is missing: install it with 'sudo apt install $package'."
        install_packages "$package"
    fi
    say "Making the Python environment in .venv …"
    "$python" -m venv --clear .venv || fail "$python could not make .venv; see the lines above."
}

# The typeface, and what sends files in parts, come from npm where npm is; without it a Python package brings an older
# cut of the typeface, and files go up in one piece.
fetch_browser_parts() {
    [ ! -d node_modules/@fontsource-variable ] || [ ! -d node_modules/tus-js-client ] || return 0
    command -v npm >/dev/null 2>&1 || return 0
    npm ci --omit=dev --silent --fetch-retries=0 --fetch-timeout=10000 >/dev/null 2>&1 ||
        say "npm could not fetch the typeface and tus-js-client; the site runs without them."
}

# What judges pages in the browser tests, beside the typeface.
need_judges() {
    need npm npm
    [ -d node_modules/@pa11y ] && [ -d node_modules/axe-core ] ||
        npm ci --silent || fail "npm could not fetch what package.json names; is the network there?"
}

# install_locked <lock file>: exactly these packages. uv is fast, pip knows the certificates and
# mirrors that a company may have set up for it.
install_locked() {
    .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes "$1" 2>.venv/uv.log && return
    say "uv could not fetch them (.venv/uv.log says why), trying pip, which takes longer …"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
}

# set_up <lock file>: the environment holds what the lock says. The development lock contains the
# runtime lock, so a start after a test run has nothing to do.
set_up() {
    [ -x .venv/bin/python ] && is_new_enough .venv/bin/python || make_environment
    if ! .venv/bin/python - "$1" <<'PYTHON'
import hashlib, pathlib, sys
stamp = pathlib.Path(".venv/locked")
known = stamp.read_text().split() if stamp.exists() else []
locks = {sys.argv[1], "requirements-dev.txt"}
sums = [hashlib.sha256(pathlib.Path(lock).read_bytes()).hexdigest() for lock in locks]
sys.exit(not any(item in known for item in sums))
PYTHON
    then
        say "Installing the packages of $1 …"
        .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-uv.txt ||
            fail "The packages could not be installed; is the network there?"
        install_locked "$1" ||
            fail "The packages of $1 could not be installed; is the network there?"
        .venv/bin/python -c 'import hashlib, pathlib, sys; print(hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes()).hexdigest())' "$1" >.venv/locked
    fi
    fetch_browser_parts
}
