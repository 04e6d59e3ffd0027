# Makes this checkout ready to run on Debian or Ubuntu: system libraries, .venv, locked packages.
# Sourced by packaging/start and packaging/test. Quick when everything is there already.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
LOCK=$ROOT/packaging/locks/linux-py311.txt
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# What Qt loads at start: the file that must be there, and the Debian package that brings it.
# Files are looked for instead of packages, because package names differ between releases.
QT_LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libxkbcommon.so.0 libxkbcommon0
libX11.so.6 libx11-6
libgssapi_krb5.so.2 libgssapi-krb5-2
libzstd.so.1 libzstd1
libbrotlidec.so.1 libbrotli1
'
# What a window on the screen needs besides; tests run without a screen.
SCREEN_LIBRARIES='
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-image.so.0 libxcb-image0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-randr.so.0 libxcb-randr0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libX11-xcb.so.1 libx11-xcb1
'

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say "$@"
    exit 1
}

# Print the packages that bring the missing ones of the libraries listed in $1.
missing_libraries() {
    local present file package
    present=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p)
    while read -r file package; do
        [[ -z $file || $present == *"$file "* ]] || echo "$package"
    done <<<"$1"
}

# Install Debian packages, or say exactly how and stop.
install_packages() {
    (($#)) || return 0
    local as_root=()
    if ((EUID != 0)); then
        if sudo -n true 2>/dev/null || { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
            as_root=(sudo)
        else
            give_up "These system packages are missing. Install them, then run this again:" \
                $'\n'"    sudo apt-get update && sudo apt-get install --no-install-recommends -y $*"
        fi
    fi
    command -v apt-get >/dev/null || give_up "Install what brings these Debian packages: $*"
    say "Installing system packages: $*"
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
        --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2 </dev/null
}

# Print a Python of 3.11 or newer that can make a virtual environment; 3.11 is the one of the lock.
find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null; then
            command -v "$name"
            return
        fi
    done
}

prepare_python() {
    local wanted python
    # The path is part of it: an environment does not survive being moved.
    wanted=$(cat "$LOCK" "$ROOT/pyproject.toml" <(echo "$VENV") | sha256sum)
    [[ $(cat "$VENV/.installed" 2>/dev/null) != "$wanted" ]] || return 0
    python=$(find_python)
    if [[ -z $python ]]; then
        install_packages python3 python3-venv
        python=$(find_python)
    fi
    [[ -n $python ]] || give_up "Python 3.11 or newer is needed, with its venv module."
    say "Installing the locked packages into .venv; this takes a minute or two the first time."
    "$python" -m venv --clear "$VENV"
    "$VENV/bin/python" -m pip install --quiet --require-hashes --only-binary :all: -r "$LOCK"
    "$VENV/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e "$ROOT"
    echo "$wanted" >"$VENV/.installed"
}
