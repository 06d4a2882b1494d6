#!/bin/sh
# Make sure that the core walks find Firefox and WebKit (Chromium: browser.sh). Nothing is downloaded but the system's packages.
set -u

install() {
  if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo -n"; else return 1; fi
  command -v apt-get >/dev/null 2>&1 || return 1
  $root apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}
has_firefox() {
  [ -n "${FIREFOX:-}" ] || command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || [ -x /Applications/Firefox.app/Contents/MacOS/firefox ]
}
has_webkit() {
  command -v WebKitWebDriver >/dev/null 2>&1 && command -v Xvfb >/dev/null 2>&1
}
stop() {
  echo "error: $1, and run the command again" >&2
  exit 1
}

if ! has_firefox; then
  echo "Installing Firefox for the tests …"
  install firefox-esr || install firefox
  has_firefox || stop "no Firefox for the core walks. Install Firefox, or set FIREFOX=/path/to/it"
fi
if ! has_webkit; then
  echo "Installing WebKit for the tests …"
  install webkit2gtk-driver xvfb
  has_webkit || stop "no WebKit for the core walks. Install the packages webkit2gtk-driver and xvfb (Debian, Ubuntu)"
fi
exit 0
