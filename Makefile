# Two commands on a fresh machine: `make grade` and `make test`. Each makes what it needs from
# nothing but python3, pip and make; a second run does no set-up again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: grade test quick lint attacks attacks-long attacks-page bench clean help

grade: $(VENV)/.runtime  ## set up, then grade the sample submissions into reports/
	$(BIN)/grader grade examples/submissions/* --out reports --audience student

test: $(VENV)/.dev lint  ## set up, then run the whole test suite
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

quick: $(VENV)/.dev  ## the tests without browser, notebooks and attacks
	$(BIN)/python -m pytest --ignore tests/browser --ignore tests/notebooks --ignore tests/attacks

lint: $(VENV)/.dev  ## style, types and direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet grader tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

attacks: $(VENV)/.dev  ## the attack corpus, with the count per isolation level
	$(BIN)/python -m tests.attacks

attacks-long: $(VENV)/.dev  ## 1,000 hostile and honest submissions mixed, at one and two jobs
	$(BIN)/python -m tests.attacks --long

attacks-page: $(VENV)/.dev  ## every layer, user and Landlock version; writes docs/isolation.md
	$(BIN)/python -m tests.attacks --matrix --write

bench: $(VENV)/.dev  ## medians and ratios, printed and not judged
	$(BIN)/python -m benchmarks

$(VENV)/.runtime: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PIP) --editable '.[dev]'
	touch $@

clean:  ## remove what these commands made
	rm -rf $(VENV) reports build dist .mypy_cache .ruff_cache .hypothesis

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
