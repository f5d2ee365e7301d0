# One door to everything. `make help` lists the targets.
#
# The environment lives in .venv. Stamp files under .venv/.stamps record what was last installed, so a second
# `make` does nothing, and a changed lock file, pyproject.toml or package-lock.json rebuilds exactly what is stale.

PYTHON ?= python3
# How much of the fictional county a first `make run` brings in: township (4,000 people), full (490,000).
COUNTY ?= township
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
UV     := $(BIN)/uv
MO     := src/doudi/locale/en/LC_MESSAGES/django.mo
DJANGO := $(BIN)/python -m django

# uv works on this environment and no other, whatever the shell has activated.
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export DJANGO_SETTINGS_MODULE := doudi.config.settings
unexport PYTHONPATH

# An environment whose Python is gone, or that was moved with its folder, is made anew.
$(shell test ! -e $(STAMPS)/venv || { $(BIN)/python -c '' && test "$$(cat $(STAMPS)/venv)" = "$(CURDIR)"; } 2>/dev/null || rm -rf $(STAMPS))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: api help setup run test test-fast faults bench load bench-deps spark lint check format lock messages vendor clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/dev $(STAMPS)/vendor $(MO) ## everything needed to work on Doudi; leaves the command at .venv/bin/doudi

run: $(STAMPS)/run $(STAMPS)/vendor $(MO) ## start Doudi on this machine and print its address
	@$(BIN)/doudi serve --county $(COUNTY)

test: lint check $(STAMPS)/spark ## all that CI runs: lint, the rulebook's cases, every test
	$(BIN)/pytest -n auto

test-fast: setup ## the rules and the pure code, under a minute
	$(BIN)/pytest -n auto -m "not slow and not browser" $(wildcard src/doudi/units src/doudi/rules src/doudi/law src/doudi/*/tests/domain)

faults: setup ## kill the worker in 100,000 rows, the server in 200 steps of cases, all of them in 50,000 payments: nothing lost, twice or half
	$(BIN)/pytest tests/faults --kills 20 --rows 100000 --steps 200 --points 50 --lines 50000

check: setup ## load the rulebook and run all its cases, explained and compiled
	$(BIN)/doudi check

lint: setup ## style, types, floors, migrations, templates, spelling, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run
	$(BIN)/djhtml --tabwidth 2 --check src
	$(BIN)/codespell
	$(BIN)/python scripts/messages.py check

format: setup ## put Python and templates in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 src

bench: bench-deps ## every speed figure that the README quotes
	$(BIN)/doudi bench rules
	$(BIN)/doudi bench rulebook
	$(BIN)/doudi bench dibao
	$(BIN)/doudi bench simulate
	$(BIN)/doudi bench register
	$(BIN)/doudi bench casework
	$(BIN)/doudi bench payments
	$(BIN)/doudi bench cluster

load: $(STAMPS)/bench ## fifty clerks at once for a minute, on the whole fictional county (half an hour with its making)
	$(BIN)/python -m benchmarks.load_casework

bench-deps: $(STAMPS)/bench $(STAMPS)/spark ## OpenFisca, DuckDB, Polars and Spark: the yardsticks of the benchmarks

spark: $(STAMPS)/spark ## what `doudi simulate --cluster` needs beside Java 17

messages: setup ## collect new texts into the English catalogue, and compile it
	$(BIN)/python scripts/messages.py update
	$(BIN)/python scripts/messages.py compile

api: setup ## write docs/api/openapi.json from the code
	$(BIN)/python scripts/openapi.py

vendor: ## copy the front-end files again
	rm -f $(STAMPS)/vendor
	$(MAKE) $(STAMPS)/vendor

# One resolution for all groups first; each file is then that resolution, cut to what its readers need, so every
# group fits in one environment. No addresses and no paths are written.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --no-header --no-emit-index-url --no-emit-find-links
LOCKED  = $(COMPILE) --generate-hashes --no-annotate --constraints $(STAMPS)/all.txt

lock: $(STAMPS)/tools ## compile requirements/*.txt from pyproject.toml (make lock UPGRADE=--upgrade for newer releases)
	cat requirements/*.txt > $(STAMPS)/all.txt 2>/dev/null || true
	$(COMPILE) $(UPGRADE) pyproject.toml --group setup --group node --group dev --group bench --group spark --output-file $(STAMPS)/all.txt
	$(LOCKED) --group setup --output-file requirements/setup.txt
	$(LOCKED) --group node --output-file requirements/node.txt
	$(LOCKED) pyproject.toml --output-file requirements/prod.txt
	$(LOCKED) pyproject.toml --group setup --group dev --output-file requirements/dev.txt
	$(LOCKED) pyproject.toml --group bench --output-file requirements/bench.txt
	$(LOCKED) pyproject.toml --group spark --output-file requirements/spark.txt

clean: ## remove the environment and every built file (the data folder var/ stays)
	rm -rf $(VENV) node_modules dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf src/doudi/foundation/static/vendor $(MO)
	find src tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- the environment ---------------------------------------------------------------------------------------------

$(STAMPS)/venv:
	@command -v $(PYTHON) >/dev/null || { echo "Doudi needs Python 3.11 or newer; no $(PYTHON) was found. Say which one: make setup PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Doudi needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say which one: make setup PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make a virtual environment: install the system package python3-venv, then run make again."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@mkdir -p $(STAMPS) && echo "$(CURDIR)" > $@

$(STAMPS)/tools: requirements/setup.txt | $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@touch $@

# Development: exactly the locked packages, nothing else.
$(STAMPS)/dev: requirements/dev.txt pyproject.toml $(STAMPS)/tools
	$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(STAMPS)/bench $(STAMPS)/spark
	@touch $(STAMPS)/run $@

# Running: the packages of production are added; development tools that are already there stay.
$(STAMPS)/run: requirements/prod.txt pyproject.toml $(STAMPS)/tools
	$(UV) pip install --quiet --require-hashes -r requirements/prod.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/run
	$(UV) pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

# pyspark comes as source only; what builds it is in the environment, so that nothing is fetched unlocked.
$(STAMPS)/spark: requirements/spark.txt $(STAMPS)/run
	$(UV) pip install --quiet --require-hashes --no-build-isolation -r requirements/spark.txt
	@touch $@

# --- built files -------------------------------------------------------------------------------------------------

NPM_CI := ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error

# npm where the machine has it, else npm from a wheel.
$(STAMPS)/vendor: package.json package-lock.json scripts/vendor_static.py requirements/node.txt | $(STAMPS)/tools
	@if command -v npm >/dev/null; then \
	    npm $(NPM_CI); \
	else \
	    $(UV) pip install --quiet --require-hashes -r requirements/node.txt && \
	    $(BIN)/python scripts/npm_from_wheel.py $(NPM_CI); \
	fi
	$(BIN)/python scripts/vendor_static.py
	@touch $@

$(MO): src/doudi/locale/en/LC_MESSAGES/django.po scripts/messages.py | $(STAMPS)/tools
	@test -e $(STAMPS)/run || $(MAKE) --no-print-directory $(STAMPS)/run
	$(BIN)/python scripts/messages.py compile
