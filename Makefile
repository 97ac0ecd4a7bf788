# The commands of this repository; `make help` lists them.
SHELL := /bin/sh
PYTHON := .venv/bin/python
PORT ?= 8501
WORKERS ?= 2
# A journey waits for its server and its browser nearly half of its time: a third one fills what two leave idle.
JOURNEYS ?= 3

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## set up if needed and start the app, then print its address
	@tools/setup.sh run
	@$(PYTHON) -m wizard serve --port $(PORT)

.PHONY: test
test: setup check ## everything CI runs: the checks, the unit tests, then the browser journeys
	@# Two runs: Playwright keeps an event loop in its process, and unit tests start loops of their own.
	@$(PYTHON) -m pytest -n $(WORKERS) tests/unit
	@$(PYTHON) -m pytest -n $(JOURNEYS) --dist loadgroup tests/journeys

.PHONY: setup
setup: ## the environment alone, in .venv, with what the tests need
	@tools/setup.sh test

.PHONY: check
check: setup ## lint, types, layers, dependencies and content
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types rest

.PHONY: types rest
types:
	@$(PYTHON) -m mypy

rest:
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@.venv/bin/lint-imports
	@$(PYTHON) -m deptry .
	@$(PYTHON) -m wizard knowledge check --allow-overdue >/dev/null

.PHONY: unit
unit: setup ## the tests without a browser
	@$(PYTHON) -m pytest -n $(WORKERS) tests/unit

.PHONY: browser
browser: setup ## the browser journeys alone
	@$(PYTHON) -m pytest -n $(JOURNEYS) --dist loadgroup tests/journeys

.PHONY: bench
bench: setup ## speed and memory, each beside its floor in the same run
	@$(PYTHON) -m tests.bench

.PHONY: sample
sample: setup ## make the worked samples anew
	@$(PYTHON) tools/make_samples.py

.PHONY: pictures
pictures: setup ## take the pictures of the README anew
	@$(PYTHON) tools/make_pictures.py

.PHONY: audit
audit: setup ## what is known against the locked dependencies, and which have newer releases (needs the network)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(PYTHON) -m tools.audit

.PHONY: lock
lock: setup ## lock the newest allowed dependencies, with hashes and without addresses
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.lock
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -o requirements/test.lock
