# Two commands do all the set-up: `make app` installs and runs the application, `make test` installs and tests it.
# They need Python 3.11 or 3.12, and nothing that has to be installed as root. Without a GPU: README, "Without a GPU".

PYTHON := .venv/bin/python
# Options of app.py, pytest or the benchmark: make app ARGS="--port 8000 --language ko"
ARGS ?=

.PHONY: help app test lint types imports budgets bench load clean

help:
	@echo "make app       install what is missing and run the application"
	@echo "make test      install what is missing and run the tests"
	@echo "make lint      check style and formatting"
	@echo "make types     check types"
	@echo "make imports   check who imports whom"
	@echo "make budgets   check the sizes of files and functions"
	@echo "make bench     measure start-up, pages, answers and memory against their budgets"
	@echo "make load      thirty clients at once, for two minutes after a warm-up"
	@echo "make clean     remove the environment and everything that can be made again"

app: .venv/.app-installed
	$(PYTHON) app.py $(ARGS)

test: .venv/.test-installed
	$(PYTHON) -m pytest -n 2 --dist loadfile $(ARGS)

lint: .venv/.test-installed
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: .venv/.test-installed
	$(PYTHON) -m mypy

imports: .venv/.test-installed
	.venv/bin/lint-imports

budgets: .venv/.test-installed
	$(PYTHON) .ci/budgets.py

bench: .venv/.test-installed
	$(PYTHON) -m tests.bench $(ARGS)

load: .venv/.test-installed
	$(PYTHON) -m pytest -m load tests/load $(ARGS)

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .gradio

.venv/.made:
	sh .ci/environment.sh make

.venv/.app-installed: .venv/.made requirements.txt
	sh .ci/environment.sh install requirements.txt
	touch $@

.venv/.test-installed: .venv/.app-installed requirements-dev.txt
	sh .ci/environment.sh install requirements-dev.txt
	touch $@
