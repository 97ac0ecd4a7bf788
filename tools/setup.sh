#!/bin/sh
# Sets up .venv from the lock file. usage: tools/setup.sh run|test
# Run again at any time: it does nothing when the environment already matches the lock.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps nginx and ldconfig: not on everybody's path
purpose=${1:-run}
lock=requirements/$purpose.lock

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo "$@"; else return 1; fi
}

install_debian() { # the names of Debian packages
  if ! command -v apt-get >/dev/null 2>&1; then return 1; fi
  as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

find_python() {
  for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

no_python() {
  say '需要 Python 3.11 或更新的版本(Debian:apt-get install python3)。Python 3.11 or later is needed.'
  exit 1
}

find_browser() {
  for candidate in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$candidate" >/dev/null 2>&1; then return; fi
  done
  return 1
}

# Programs that the tests drive, and what they are measured by. Without a window a browser takes half of the time; not
# every Debian has that one.
install_programs() {
  # shellcheck disable=SC2086 — a list of package names
  install_debian $missing || install_debian $(printf '%s' "$missing" | sed 's/chromium-headless-shell/chromium/')
}

done_when_installed() {
  if [ -n "$missing" ] && ! wait "$installing"; then
    say "请先安装:$missing"
    exit 1
  fi
  exit 0
}

if ! find_python >/dev/null; then
  say '正在安装 Debian 软件包:python3 python3-venv'
  install_debian python3 python3-venv || no_python
fi
python=$(find_python) || no_python
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  say '正在安装 Debian 软件包:python3-venv'
  install_debian python3-venv || { say '请先安装 python3-venv'; exit 1; }
fi

missing=
if [ "$purpose" = test ]; then
  find_browser || missing="$missing chromium-headless-shell"
  ldconfig -p | grep -q libatomic.so.1 || missing="$missing libatomic1" # what drives the browser needs it
  need pdfsig poppler-utils
  need qpdf qpdf
  need openssl openssl
  need nginx nginx-light
  [ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
  need sha256sum coreutils
  if [ -n "$missing" ]; then
    say "正在安装测试要用的 Debian 软件包:$missing"
    install_programs &
    installing=$!
  fi
fi

stamp=.venv/installed-$purpose
if [ -x .venv/bin/python ] && cmp -s "$lock" "$stamp"; then done_when_installed; fi
if [ "$purpose" = run ] && [ -x .venv/bin/python ] && cmp -s requirements/test.lock .venv/installed-test; then exit 0; fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
say "正在安装依赖($lock),第一次约需一两分钟……"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
cp "$lock" "$stamp"
done_when_installed
