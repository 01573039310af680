#!/bin/sh
# Prints the path of a Python that can run Anlan (3.12 or newer), or says what to install and fails.
# Looked at, in this order: ANLAN_PYTHON, the clone's own .venv, the PATH, the versions of pyenv, the interpreters that uv knows.
# Each candidate is run, since a name on the PATH may be a pyenv shim without an interpreter behind it.
set -u

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

answer() {
    "$1" -c 'import sys; print(sys.executable)'
    exit 0
}

if [ -n "${ANLAN_PYTHON:-}" ]; then
    suits "$ANLAN_PYTHON" && answer "$ANLAN_PYTHON"
    echo "ANLAN_PYTHON names $ANLAN_PYTHON, which is not a Python 3.12 or newer." >&2
    exit 1
fi

for name in .venv/bin/python python3.12 python3.13 python3.14 python3.15 python3 python; do
    suits "$name" && answer "$name"
done

for root in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv"; do
    for candidate in "$root"/versions/3.1[2-9]*/bin/python; do
        suits "$candidate" && answer "$candidate"
    done
done

if command -v uv >/dev/null 2>&1; then
    candidate=$(uv python find '>=3.12' 2>/dev/null) && suits "$candidate" && answer "$candidate"
fi

cat >&2 <<'TEXT'
Anlan needs Python 3.12 or newer, and none was found on this machine. Install one, then run the same command again:

  Debian 13, Ubuntu 24.04   sudo apt install python3 python3-venv
  older Debian or Ubuntu    install uv (pip install uv), then: uv python install 3.12
  macOS                     brew install python@3.12
  Windows                   use WSL with Ubuntu 24.04, and follow its line above

A Python elsewhere can be named: ANLAN_PYTHON=/path/to/python3.12 make run
TEXT
exit 1
