# Needs git, make and Python 3.11 or later. `make demo` and `make test` do everything else.
# Another Python: `make test PYTHON=/path/to/python3.13` (before the first run, or after deleting .venv).

PYTHON ?=
BIN := .venv/bin
SOURCES := ecwid_orm examples tests benchmarks

.PHONY: help demo test coverage fuzz crash table bench docs lint types format clean

help:
	@echo "make demo      run examples/first_script.py against an emulated shop"
	@echo "make test      run the tests"
	@echo "make coverage  run the tests and say which lines they miss"
	@echo "make fuzz      ask the emulator at random, more and other things than the tests do"
	@echo "make crash     kill programs in the middle of commits, more and others than the tests do"
	@echo "make table     write docs/reference/cli.md from the commands, coverage.md from the last \`make test\`"
	@echo "make bench     measure the speed, each row against its goal and its baseline"
	@echo "make docs      build the documentation into site/"
	@echo "make lint      check style and format"
	@echo "make types     check types with mypy and pyright"
	@echo "make format    put the code into format, and fix what can be fixed"
	@echo "make clean     delete what builds and tests leave behind; the environments stay"

# All that work on the project needs.
.venv/installed: EXTRAS = all,dev,docs
# Just what a user of the emulator installs: there in seconds, and the demo shows that no more is needed.
.venv-demo/installed: EXTRAS = cli,emulator

# An installation that breaks off leaves no stamp, so the next run takes it up again.
.venv/installed .venv-demo/installed: setup.cfg pyproject.toml
	@if ! sh .ci/find-python $(@D)/bin/python >/dev/null 2>&1; then \
		python=$$(sh .ci/find-python $(PYTHON)) || exit 1; \
		echo "==> Making $(@D) with $$python"; \
		"$$python" -m venv --clear $(@D); \
	fi
	@echo "==> Installing the package with its extras $(EXTRAS) into $(@D)"
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	@touch $@

demo: .venv-demo/installed
	@echo "==> Running examples/first_script.py against an emulated shop"
	@.venv-demo/bin/python examples/demo.py

test: .venv/installed
	@echo "==> Running the tests"
	@$(BIN)/pytest --numprocesses auto --dist loadgroup

coverage: .venv/installed
	@echo "==> Running the tests, counting lines and branches"
	@$(BIN)/pytest --numprocesses auto --dist loadgroup --cov --cov-report term

# `make fuzz EXAMPLES=1000 SEED=7`: requests to each operation, and what a failure is found again by.
fuzz: EXAMPLES ?= 100
fuzz: SEED := $(or $(SEED),$(shell date +%s))
fuzz: .venv/installed
	@echo "==> Asking each operation $(EXAMPLES) times, with the seed $(SEED)"
	@FUZZ_EXAMPLES=$(EXAMPLES) FUZZ_SEED=$(SEED) $(BIN)/pytest --numprocesses auto tests/emulator/test_fuzz.py

# `make crash HISTORIES=100000 SEED=7`: random programs, faults and kills, and what a failure is found again by.
crash: HISTORIES ?= 20000
crash: SEED := $(or $(SEED),$(shell date +%s))
crash: .venv/installed
	@echo "==> Living $(HISTORIES) histories, with the seed $(SEED)"
	@CRASH_HISTORIES=$(HISTORIES) CRASH_SEED=$(SEED) CRASH_ROWS=10000 CRASH_KILLS=1000 \
		$(BIN)/pytest --numprocesses auto tests/crash

table: .venv/installed
	@$(BIN)/python -m tests.cli.reference
	@$(BIN)/python -m tests.operations.page

bench: .venv/installed
	@echo "==> Measuring"
	@$(BIN)/python -m benchmarks

docs: .venv/installed
	@echo "==> Building the documentation into site/"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

lint: .venv/installed
	@echo "==> Checking style and format"
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)

types: .venv/installed
	@echo "==> Checking types with mypy"
	@$(BIN)/mypy
	@echo "==> Checking types with pyright"
	@$(BIN)/basedpyright --pythonpath $(BIN)/python

format: .venv/installed
	@echo "==> Formatting"
	@$(BIN)/ruff check --fix --exit-zero $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)

clean:
	@echo "==> Deleting what builds and tests left behind"
	@rm -rf build dist site htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
