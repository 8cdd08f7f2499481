#!/usr/bin/env bash
# Grade a class in a private repository: fetch what students pushed, grade it, write what people read.
#
#   CLASSROOM    file with a line per student: a name, the address of a repository, a branch (or nothing)
#   EXERCISES    slugs to grade, separated by spaces (default: all)
#   REPORTS      folder for the reports (default: reports); kept between runs, nothing is graded twice
#   SUBMISSIONS  folder for what is fetched (default: a new temporary one)
#   FETCH_TOKEN  token that may read the students' repositories, and nothing else (or nothing)
#   PYTHON       the Python that has the grader (default: python)
#
# Hidden checks stay in this repository: nothing is ever written to a student's.
set -euo pipefail
set -f

python="${PYTHON:-python}"
reports="${REPORTS:-reports}"
submissions="${SUBMISSIONS:-$(mktemp -d)}"
classroom="${CLASSROOM:-classroom.txt}"
mkdir -p "$reports" "$submissions"

# Nothing of a fetched repository is run or followed: no hooks, filters, links or submodules.
export GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1 GIT_ALLOW_PROTOCOL="${GIT_ALLOW_PROTOCOL:-https}"
if [ -n "${FETCH_TOKEN:-}" ]; then
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader
  GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$FETCH_TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_VALUE_0
fi

missing=0
while read -r name address branch; do
  case "$name" in '' | '#'*) continue ;; esac
  case "$name" in *[!A-Za-z0-9._@+-]* | .*) echo "skipped: $name is no name" >&2; missing=1; continue ;; esac
  rm -rf "${submissions:?}/$name"
  if git -c core.symlinks=false -c core.hooksPath=/dev/null clone --quiet --depth 1 --single-branch \
    ${branch:+--branch "$branch"} -- "$address" "$submissions/$name" </dev/null; then
    rm -rf "${submissions:?}/$name/.git"
  else
    rm -rf "${submissions:?}/$name"
    echo "not fetched: $name" >&2
    missing=1
  fi
done <"$classroom"

unset FETCH_TOKEN GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0

choice=()
for slug in ${EXERCISES:-}; do
  choice+=(--exercise "$slug")
done
code=0
"$python" -m grader batch "$submissions" --out "$reports" ${choice[@]+"${choice[@]}"} || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || exit "$code"
"$python" -m grader report "$reports" --html --csv >/dev/null

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  "$python" - "$reports/summary.json" >>"$GITHUB_STEP_SUMMARY" <<'PROGRAM'
import json
import sys

summary = json.load(open(sys.argv[1], encoding="utf-8"))
print(f"### {summary['finished']} of {summary['total']} submissions\n")
for outcome, count in summary["outcomes"].items():
    print(f"- {count} {outcome.replace('_', ' ')}")
print("\nThe reports, `class.html` and `grades.csv` are in the artifact of this run.")
PROGRAM
fi
[ "$missing" -eq 0 ] || exit 3
exit "$code"
