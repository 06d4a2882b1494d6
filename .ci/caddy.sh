#!/bin/sh
# Make sure that the tests find a Caddy, the web server they try the generated Caddyfile with. Without one they fail and say so.
set -u
[ -n "${CADDY:-}" ] && exit 0
command -v caddy >/dev/null 2>&1 && exit 0
echo "Installing a web server for the tests …"
if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo -n"; else root="none"; fi
if [ "$root" != none ] && command -v apt-get >/dev/null 2>&1; then
  $root apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends caddy >/dev/null 2>&1
  # The package starts a server of its own, which nobody asked for.
  command -v systemctl >/dev/null 2>&1 && $root systemctl disable --now caddy >/dev/null 2>&1
fi
command -v caddy >/dev/null 2>&1 ||
  echo "note: no Caddy found; the tests that need one will fail. Install Caddy 2.6 or newer, or set CADDY=/path/to/it" >&2
exit 0
