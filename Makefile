# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHELL  := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check bench range fix clean

help:  ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Vedette needs Python 3.11 or later: $(PYTHON) was not found. Install it, or say make PYTHON=/path/to/python"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vedette needs Python 3.11 or later; $(PYTHON) is older. Say make PYTHON=/path/to/python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Vedette needs into $(VENV) (once, about a minute) ..."
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run constraints-dev.txt
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r constraints-dev.txt
	@touch $@

demo: $(VENV)/.run  ## a shop's day with ten attacks in it: watch Vedette find them
	@$(BIN)/python -m vedette.demo

test: $(VENV)/.dev  ## everything that CI checks: lint, types, house rules, tests
	@INSTALL_TOOLS="$(INSTALL_TOOLS)" $(BIN)/python -m tests.install
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/.dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev  ## speed, side by side with peers; writes bench/RESULTS.md
	@$(BIN)/python bench/run.py

range: $(VENV)/.dev  ## detection quality on labelled real traffic; writes docs/quality.md
	@$(BIN)/python bench/range.py

fix: $(VENV)/.dev  ## format the code and mend what can be mended
	@$(BIN)/ruff check --fix --quiet; $(BIN)/ruff format --quiet
	@$(BIN)/python -m vedette.report.schemas
	@$(BIN)/python -m docs.build

clean:  ## remove the environment and everything generated
	rm -rf $(VENV) out .pytest_cache .ruff_cache
