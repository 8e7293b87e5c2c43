# Perennial. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The first interpreter on this machine that really is Python 3.12 or newer.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && { echo $$p; break; }; done)
# The functions that travel as zips; train, score, report, monitor and erase share the image of functions/batch.Dockerfile.
ZIPPED := IngestFunction FeaturesFunction ApiFunction

.PHONY: help install demo test lint bench build up deploy clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## make .venv with the exact versions of constraints.txt

$(STAMP): constraints.txt requirements-dev.txt pyproject.toml functions/*/requirements.txt
	@test -n "$(PYTHON)" || { echo "Perennial needs Python 3.12 or newer on the PATH."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(STAMP) ## the whole system on the committed samples, results on the screen
	$(BIN)/perennial demo

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(STAMP) ## ruff, mypy, cfn-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cfn-lint template.yaml

bench: $(STAMP) ## benchmarks: two ways side by side in one run, with their ratio
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.load

build: $(ZIPPED:%=build-%) ## put the zipped functions together under build/

# `sam build` calls these with ARTIFACTS_DIR (BuildMethod: makefile).
build-%Function: $(STAMP)
	sh infra/package.sh $(BIN)/python $(shell echo $* | tr '[:upper:]' '[:lower:]') "$(or $(ARTIFACTS_DIR),build/$*Function)"

deploy: ## build with SAM and deploy to AWS; shows the changes and asks first
	@command -v sam >/dev/null || { echo "make deploy needs the AWS SAM CLI (command sam) on the PATH: pip install aws-sam-cli in an environment of its own."; exit 1; }
	@docker info >/dev/null 2>&1 || { echo "make deploy needs a running Docker engine: five functions share a container image."; exit 1; }
	sam build
	sam deploy

up: $(STAMP) ## the whole system on this machine, with console and API on localhost, until Ctrl-C
	$(BIN)/perennial up

clean: ## remove everything that can be made again
	rm -rf $(VENV) .aws-sam build out .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
