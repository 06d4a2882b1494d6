#!/bin/sh
# Make the virtual environment and install one lock file into it. Usage: setup.sh PYTHON VENV LOCKFILE
set -u
python=$1 venv=$2 lock=$3

stop() {
  echo "error: $1" >&2
  exit 1
}

command -v "$python" >/dev/null 2>&1 ||
  stop "there is no $python. Install Python 3.11 or newer (python.org, or your package manager), or name one: make PYTHON=/path/to/python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop "$("$python" --version) is too old. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.12"
if [ ! -x "$venv/bin/pip" ]; then
  "$python" -m venv "$venv" >/dev/null 2>&1 ||
    stop "$python cannot make a virtual environment. On Debian or Ubuntu install python3-venv; on others reinstall Python with ensurepip"
fi
echo "Installing $lock …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" >"$log" 2>&1; then
  if grep -qiE 'connection|resolve|timed out|network|proxy' "$log"; then
    stop "packages could not be fetched: no network? Check the connection (or your proxy settings) and run the command again"
  fi
  cat "$log" >&2
  stop "packages could not be installed from $lock; the lines above say why. After a change of requirements*.in run: make lock"
fi
