#!/usr/bin/env bash
# Check the exercises with the visible checks, on GitHub, on GitLab or at home.
#
#   EXERCISES  slugs to check, separated by spaces (default: all)
#   REPORTS    folder for the reports (default: reports)
#   PYTHON     the Python that has the grader (default: python)
#
# Ends with 1 where something that was worked on is wrong; what nobody has started is no failure.
set -euo pipefail
set -f

here="$(cd "$(dirname "$0")/.." && pwd)"
python="${PYTHON:-python}"
reports="${REPORTS:-reports}"
mkdir -p "$reports"

choice=()
for slug in ${EXERCISES:-}; do
  choice+=(--exercise "$slug")
done

"$python" -m grader grade exercises --course "$here" --out "$reports" --audience student \
  --min-isolation none ${choice[@]+"${choice[@]}"} >"$reports/terminal.txt"

# What a program printed must not be taken for a command of the runner.
token="stop-$RANDOM$RANDOM$RANDOM"
[ -z "${GITHUB_ACTIONS:-}" ] || echo "::stop-commands::$token"
cat "$reports/terminal.txt"
[ -z "${GITHUB_ACTIONS:-}" ] || echo "::$token::"

"$python" -m grader report "$reports/exercises.json" --out "$reports" --junit --github-summary \
  --github-annotations >/dev/null
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  cat "$reports/exercises.summary.md" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_ACTIONS:-}" ]; then
  cat "$reports/exercises.annotations.txt"
fi

exec "$python" - "$reports/exercises.json" <<'PROGRAM'
import json
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
if report["outcome"] != "graded":
    sys.exit(f"not checked: {report['reason']}")
wrong = [each["slug"] for each in report["exercises"] if each["status"] not in ("passed", "not_attempted")]
sys.exit(f"not right yet: {', '.join(wrong)}" if wrong else 0)
PROGRAM
