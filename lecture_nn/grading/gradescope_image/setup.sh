#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: it installs Python and what the grader needs.
set -euo pipefail
top="${AUTOGRADER:-/autograder}"
export DEBIAN_FRONTEND=noninteractive

new_enough() {
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" > /dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$name"
      return
    fi
  done
  return 1
}

apt-get update
if ! python="$(new_enough)"; then
  apt-get install -y python3.11 python3.11-venv  # Ubuntu 22.04 has it beside its own 3.10
  python="$(new_enough)"
fi
if ! "$python" -m venv --clear "$top/venv"; then
  apt-get install -y "$python-venv"  # Debian and Ubuntu keep this part of Python in a package of its own
  "$python" -m venv --clear "$top/venv"
fi

# The versions of the machine that made this file; where this Python can't have them, newer ones.
install=("$top/venv/bin/python" -m pip install --no-cache-dir -r "$top/source/requirements.txt")
"${install[@]}" -c "$top/source/constraints.txt" || "${install[@]}"

# Where this container allows no sandbox, the notebooks run as another user, whom these modes keep out.
chmod -R go-w "$top/source"
chmod 600 "$top/source/seed"
if [ -d "$top/source/checks" ]; then chmod 700 "$top/source/checks"; fi
