# Every task of the project. Needs Python 3.11 or newer and make; everything else goes into .venv.

.DEFAULT_GOAL := help
.PHONY: help setup setup-ocr run test coverage chaos lint format types contracts bench bench-validation bench-stream bench-mutations corpus lock clean distclean

BIN := .venv/bin
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet

help: ## List these targets
	@echo "Fiscus: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' Makefile
	@echo "PYTHON=… names the interpreter for .venv; ARGS=… is passed on by run, test, coverage, chaos, bench… and lock."

setup: ## Make .venv with the locked dependencies and the fiscus command (again only after a change)
	@requirements/install.sh

setup-ocr: setup ## Add the engine that reads pages without a text layer (400 MB)
	@$(BIN)/python -m pip install --no-input --disable-pip-version-check --quiet --require-hashes --requirement requirements/ocr.txt
	@$(BIN)/python -c 'import rapidocr_onnxruntime' || { echo "setup-ocr: the engine does not load (see above); Debian: libgl1, libglib2.0-0" >&2; exit 1; }

# DOCS and WAREHOUSE reach the shell as environment variables, unexpanded, so that any file name is safe.
override DOCS := $(value DOCS)
override WAREHOUSE := $(value WAREHOUSE)
export DOCS WAREHOUSE
run: setup ## Ingest a file or folder: make run [DOCS=examples/] [WAREHOUSE=fiscus.duckdb]
	@$(BIN)/fiscus ingest "$${DOCS:-examples/}" --warehouse "$${WAREHOUSE:-fiscus.duckdb}" $(ARGS)

test: setup ## Run every test: make test [ARGS="-k money"]
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

# Apart from `test`: tracing every line makes the tests of pure code take three times as long.
coverage: setup ## Run every test and report the lines and branches that none reaches
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov $(ARGS)

chaos: setup ## Kill services, brokers, databases and disks at length: make chaos [ARGS="-k broker"]
	@FISCUS_CHAOS=long $(BIN)/python -m pytest tests/chaos -m chaos --timeout 3600 $(ARGS)

lint: setup ## Check style, format and the layering of the packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

format: setup ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup ## Check types (mypy, strict)
	@$(BIN)/mypy

contracts: setup ## Write JSON Schemas and docs/asyncapi.yaml from the models of the events
	@$(BIN)/python -m shared.contract

bench: setup ## Measure the whole path beside a plain pdfplumber loop
	@$(BIN)/python -m benchmarks $(ARGS)

bench-validation: setup ## Measure what judging a document costs beside reading it
	@$(BIN)/python -m benchmarks.validation $(ARGS)

bench-stream: setup ## Measure Kafka and PostgreSQL beside the embedded path: throughput, latency, memory
	@$(BIN)/python -m benchmarks.stream $(ARGS)

bench-mutations: setup ## Change one printed figure at a time and count what the rules notice
	@$(BIN)/python -m benchmarks.mutations $(ARGS)

override DIR := $(value DIR)
export DIR
corpus: setup ## Score how documents of a folder are read: make corpus DIR=… [ARGS="--index FILE --json FILE"]
	@$(BIN)/python -m benchmarks.corpus "$${DIR:?name a folder of documents: make corpus DIR=documents}" $(ARGS)

# Keeps the pins that still fit; ARGS=--upgrade takes the newest. Not after `setup`, which refuses a lock that
# lacks a dependency.
lock: ## Pin the dependencies of pyproject.toml, requirements/dev.in and ocr.in, with hashes
	@[ -x $(BIN)/pip-compile ] || requirements/install.sh
	@$(COMPILE) $(ARGS) --build-deps-for=editable --output-file=requirements/runtime.txt pyproject.toml
	@$(COMPILE) $(ARGS) --output-file=requirements/dev.txt requirements/dev.in
	@$(COMPILE) $(ARGS) --output-file=requirements/ocr.txt requirements/ocr.in
	@echo "lock: runtime.txt, dev.txt and ocr.txt in requirements/ are written; make setup and setup-ocr install them"

clean: ## Remove caches and build products
	@rm -rf .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@rm -rf build dist fiscus.egg-info htmlcov
	@find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +

distclean: clean ## Remove .venv too; warehouses stay
	@rm -rf .venv
