# The one door to the project's work: `make` lists what can be done. POSIX tools and a Python 3.12 or newer suffice.

PYTHON := .venv/bin/python
ANLAN := .venv/bin/anlan
# Processes that run tests side by side, one per core.
WORKERS ?= 2
PYTEST := $(PYTHON) -m pytest --numprocesses $(WORKERS)

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test test-sqlite test-postgres browser check translations bench messages lock clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set everything up and start Anlan with demonstration data (PORT, ANLAN_DATA, DATABASE_URL, ANLAN_DEMO_PASSWORD)
	@exec $(ANLAN) serve --demo

setup: ## make .venv, install Anlan and its front-end files; what is done is not done again
	@python="$$(sh tools/find-python.sh)" && "$$python" tools/setup.py

setup-dev: ## the same with what tests and checks need
	@python="$$(sh tools/find-python.sh)" && "$$python" tools/setup.py --dev

test: test-sqlite test-postgres ## run all tests but the browser's on SQLite, then on PostgreSQL

test-sqlite: setup-dev ## only the SQLite half; ARGS="-k word" chooses among the tests
	@echo "Tests on SQLite"
	@env -u DATABASE_URL $(PYTEST) $(ARGS)

test-postgres: setup-dev ## only the PostgreSQL half, on a private server made for it
	@echo "Tests on PostgreSQL"
	@$(PYTHON) tools/with_postgres.py -- $(PYTEST) $(ARGS)

browser: setup-dev ## run the tests of the pages in Chromium
	@$(PYTHON) -m pytest tests/browser $(ARGS)

check: setup-dev ## style, types, layers, migrations, translations, policy pack, words, facts about the repository
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(ANLAN) django makemigrations --check --dry-run
	$(PYTHON) tools/messages.py check
	$(ANLAN) pack check
	$(PYTHON) tools/check_words.py
	$(PYTHON) -m pytest -q tests/test_repository.py tests/test_repository_names.py

bench: setup-dev ## measure what docs/benchmarks.md promises, on both databases
	@$(PYTHON) -m bench $(ARGS)

messages: setup-dev ## bring the Chinese catalogue up to date with the code, and compile it
	@$(PYTHON) tools/messages.py extract
	@$(PYTHON) tools/messages.py compile

LOCK := .venv/bin/uv pip compile --universal --python-version 3.12 --generate-hashes --quiet --custom-compile-command "make lock"

lock: setup-dev ## write the locks anew from pyproject.toml and package.json; ARGS=--upgrade takes newer versions
	$(LOCK) $(ARGS) pyproject.toml --group build --output-file requirements.txt
	$(LOCK) $(ARGS) pyproject.toml --group build --group dev --constraints requirements.txt --output-file requirements-dev.txt
	$(LOCK) $(ARGS) --group node --output-file requirements-node.txt
	npm install --package-lock-only --loglevel=error

clean: ## remove what was installed and built; the data in var/ stays
	rm -rf .venv node_modules anlan/web/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache .grimp_cache anlan.egg-info test-results
	find anlan tests tools bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find anlan -name '*.mo' -delete 2>/dev/null || true
