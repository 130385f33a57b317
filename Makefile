# picketline: `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= data/processed/sample
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help run test lint quality bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "picketline needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## the whole job on the sample that ships with the package
	$(BIN)/picketline process --sample --out $(OUT)

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest

lint: $(STAMP) ## ruff and mypy --strict
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy --strict pipeline

quality: $(STAMP) ## scores on the annotated articles, against their floors
	$(BIN)/python -m tests.quality.report

bench: $(STAMP) ## speed as ratios in one run, and peak memory
	$(BIN)/python -m tests.bench

clean: ## remove what make made
	rm -rf $(VENV) data/processed/*
