# Everything a fresh machine with Python needs: `make demo` to look, `make test` to check.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: benchmarks demo format fuzz lint soak test screenshots scps snapshots

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

# The app in a terminal; without one, the scan that it shows, which has gaps on purpose (exit code 3).
demo: .venv/installed
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/bks --demo; else $(BIN)/bks --demo scan || [ $$? -eq 3 ]; fi

test: lint
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term -m "not unmeasured"
	$(BIN)/pytest -n auto --dist loadgroup -m unmeasured

lint: .venv/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/installed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The tables of the README, measured on this machine; it takes some minutes.
benchmarks: .venv/installed
	$(BIN)/python -m tests.benchmarks --readme

# A minute for the decoder, and one for the event parser.
fuzz: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz decoder
	$(BIN)/python -m tests.fuzz events

# Many random examples of what can go wrong together while bks writes.
soak: .venv/installed
	BKS_SOAK=$${BKS_SOAK:-500} $(BIN)/pytest tests/operations/test_respond_model.py

# The pictures of the README, from the demo account.
screenshots: .venv/installed
	$(BIN)/python screenshots/make.py

# The policies and their modules, from the table of services.
scps: .venv/installed
	$(BIN)/python -m scps.write_down

# After a deliberate change of a screen; look at each picture before committing it.
snapshots: .venv/installed
	$(BIN)/pytest tests/tui --snapshot-update
