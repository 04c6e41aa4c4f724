# Everything that a fresh machine with Python needs. `make` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
PIP := bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt
# constraints.txt pins every package, so that a run tomorrow equals the one of today. uv takes a tenth of pip's time.
INSTALL := $(BIN)/uv pip install --quiet --python .venv --constraint constraints.txt --editable

.DEFAULT_GOAL := help
.PHONY: benchmarks constraints coverage demo dist docs format fuzz help hooks lint screenshots scps snapshots soak test tests

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/$(PIP) uv
	$(INSTALL) '.[test]'
	touch $@

# Without a terminal: the scan that the app shows, which is incomplete on purpose (exit code 3).
demo: .venv/installed ## Open the app on a simulated account
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/bks --demo; else $(BIN)/bks --demo scan || [ $$? -eq 3 ]; fi

test: .venv/installed ## Run the whole check: lint and the tests, side by side
	@$(MAKE) --no-print-directory --jobs=2 lint tests

# While mypy occupies one processor. The first run writes the modules with pytest's asserts to disk: each worker would
# otherwise do that by itself.
tests: .venv/installed
	@$(BIN)/pytest --collect-only --quiet --quiet --numprocesses=0 > /dev/null 2>&1 || true
	$(BIN)/pytest -n auto --dist loadgroup

coverage: .venv/installed ## Run every test, all combinations too, and require a minimum coverage
	$(BIN)/pytest -n auto --dist loadgroup -m "" --cov --cov-report=term

lint: .venv/installed ## Check style, types, layers, and the files of .github
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/feature.yml
	$(BIN)/zizmor --offline --no-progress --quiet --strict-collection .
	$(BIN)/pre-commit validate-config

format: .venv/installed ## Fix style where ruff can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

hooks: .venv/installed ## Run the linters before each commit
	$(BIN)/pre-commit install

constraints: .venv/installed ## Pin the newest versions that fit pyproject.toml
	$(INSTALL) '.[release]'
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --all-extras --upgrade --no-annotate \
		--custom-compile-command 'make constraints' --output-file constraints.txt pyproject.toml

# Files get the time of the commit: whoever builds it again gets the same bytes.
dist: .venv/installed ## Build the sdist and the wheel into dist/, and try the wheel in an environment of its own
	$(INSTALL) '.[release]'
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} $(BIN)/hatchling build --clean
	rm -rf build/tried && $(PYTHON) -m venv build/tried
	build/tried/$(PIP) dist/*.whl
	build/tried/bin/bks --version
	cd build && tried/bin/bks --demo scan || [ $$? -eq 3 ]
	sha256sum dist/* || shasum -a 256 dist/*

soak: .venv/installed ## Run the properties and the state machines with a hundred times as many examples
	$(BIN)/pytest -n auto -m "hypothesis or soak or rest" --hypothesis-profile=soak

benchmarks: .venv/installed ## Measure for some minutes, and write the results to docs/speed.md
	$(BIN)/python -m tests.benchmarks --docs

docs: .venv/installed ## Write the tables of docs/ from the code
	$(BIN)/python -m tests.support.generated

# A minute for each.
fuzz: .venv/installed ## Fuzz the decoder, the event parser and the reader of alerts with atheris
	$(INSTALL) '.[fuzz]'
	$(BIN)/python -m tests.fuzz decoder
	$(BIN)/python -m tests.fuzz events
	$(BIN)/python -m tests.fuzz alerts

screenshots: .venv/installed ## Take the pictures of README.md and docs/ from the demo account
	$(BIN)/python screenshots/make.py

scps: .venv/installed ## Write the policies and their modules from the table of services
	$(BIN)/python -m scps.write_down

snapshots: .venv/installed ## Update the snapshots of the screens; look at each before you commit
	$(BIN)/pytest tests/tui --snapshot-update
