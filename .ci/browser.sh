#!/bin/sh
# Make sure that the browser tests find a Chromium and a Chinese font. Usage: browser.sh VENV
set -u
venv=$1

has_browser() {
  "$venv/bin/python" -m tests.browser.chromium >/dev/null 2>&1
}
has_font() {
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]
}
install() {
  if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo -n"; else return 1; fi
  command -v apt-get >/dev/null 2>&1 || return 1
  $root apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# Debian's browser without windows makes the tests three times faster; any Chromium will do where it cannot be had.
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium-headless-shell >/dev/null 2>&1; then
  install chromium-headless-shell
fi
if ! has_browser; then
  echo "Installing a browser for the tests …"
  install chromium-headless-shell || install chromium || "$venv/bin/playwright" install chromium >/dev/null 2>&1
  has_browser || {
    echo "error: no Chromium for the browser tests. Install Chromium or Chrome, or set CHROMIUM=/path/to/it, and run the command again" >&2
    exit 1
  }
fi
if ! has_font; then
  echo "Installing a Chinese font for the tests …"
  install fontconfig fonts-noto-cjk
  has_font || echo "note: no Chinese font found; page counts in the print tests may differ. Install Noto Sans CJK"
fi
exit 0
