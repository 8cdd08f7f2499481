#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: installs everything, so that grading installs nothing.
set -euo pipefail

root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"

if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] && [ -z "${AUTOGRADER_NO_APT:-}" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # bubblewrap makes the isolation of submissions stronger where the image lets it.
  apt-get install -y -qq --no-install-recommends python3 python3-venv bubblewrap >/dev/null
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv >/dev/null
  fi
fi

python=""
for candidate in ${AUTOGRADER_PYTHON:-} python3.13 python3.12 python3.11 python3; do
  if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$candidate"
    break
  fi
done
if [ -z "$python" ]; then
  echo "setup.sh: no Python 3.11 or newer here; choose a newer base image" >&2
  exit 1
fi

[ -x "$root/venv/bin/python" ] || "$python" -m venv "$root/venv"
# The index of small CPU builds of torch: without it pip fetches gigabytes for graphics cards.
"$root/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
  --constraint "$source/constraints.txt" --requirement "$source/requirements.txt" \
  ${TORCH_INDEX-"--extra-index-url=https://download.pytorch.org/whl/cpu"}

chmod -R go= "$source"
cd "$source/course"
"$root/venv/bin/python" -m compileall -q grader exercises solutions
"$root/venv/bin/python" -m grader doctor || true
