# `make run` starts the hub, `make test` proves it, `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON_BIN := .venv/bin/python
PYTEST := $(PYTHON_BIN) -m pytest
LOCK := $(PYTHON_BIN) -m uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 pyproject.toml
WITHOUT_DATABASE := $(addprefix --ignore=tests/,architecture test_docs.py lib/test_components.py lib/test_tokens.py lib/tabular)
PROCESSES ?= 3
# Three share two cores, as many tests wait for a worker or a browser; whoever is done first takes over half of what waits.
PARALLEL = -n $(PROCESSES) --dist worksteal
BROWSER ?= yes
ifeq ($(BROWSER),no)
WITHOUT_BROWSER := -m "not browser"
endif

# Dozens of processes read the same modules: each is compiled once, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE
export CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: help run setup test check lint types suite-sqlite suite-postgres bench fmt lock shots translations

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## start the hub (make run ARGS="--port 8001", ARGS=--empty)
	@scripts/setup.sh run
	@exec $(PYTHON_BIN) manage.py serve $(ARGS)

setup: ## install everything the tests and tools need
	@scripts/setup.sh test

test: setup ## everything: lint, types, migrations, translations, the suite on SQLite and on PostgreSQL
	@if [ "$(BROWSER)" = no ] || ! scripts/setup.sh browser; then without=BROWSER=no; fi; \
	part() { $(MAKE) --no-print-directory $$without "$$@"; }; \
	part lint && part -j2 types suite-sqlite && part suite-postgres && \
	if [ -n "$$without" ]; then echo "The browser tests were left out."; fi

check: setup lint types ## the quick half: without browser, worker and PostgreSQL
	$(PYTEST) -q $(PARALLEL) -m "not browser and not worker"

lint: ## ruff, missing migrations, missing translations
	$(PYTHON_BIN) -m ruff check .
	$(PYTHON_BIN) -m ruff format --check .
	$(PYTHON_BIN) manage.py makemigrations --check --dry-run
	$(PYTHON_BIN) manage.py translations --check

types: ## mypy
	$(PYTHON_BIN) -m mypy

suite-sqlite: # the API's contract is explored on PostgreSQL, which refuses more
	$(PYTEST) -q $(PARALLEL) $(WITHOUT_BROWSER) --ignore=tests/portfolio_hub/test_api_contract.py

suite-postgres: # the browser saw the same pages on SQLite; templates, documents and imports of modules know no database
	$(PYTHON_BIN) -m scripts.with_postgres $(PYTEST) -q $(PARALLEL) -m "not browser" $(WITHOUT_DATABASE)

bench: setup ## measure on a large portfolio (make bench ARGS="--small", ARGS="b1 b8"; docs/performance.md)
	@$(PYTHON_BIN) -m scripts.with_postgres $(PYTHON_BIN) -m tests.performance.bench $(ARGS)

fmt: ## format and mend what ruff can mend
	$(PYTHON_BIN) -m ruff check --fix .
	$(PYTHON_BIN) -m ruff format .

lock: ## lock the dependencies of pyproject.toml anew
	$(LOCK) --output-file requirements/base.txt
	$(LOCK) --extra test --extra dev --output-file requirements/test.txt

shots: setup ## take the README's screenshots
	$(PYTHON_BIN) -m scripts.screenshots

translations: ## collect and compile the translations
	$(PYTHON_BIN) manage.py translations
