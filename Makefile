# picketline: `make help` lists the targets.
# The first of these that runs and is new enough; a shim that leads nowhere is passed over.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= data/processed/sample
STAMP := $(VENV)/.installed
# Options of `make quality`, `make bench` and `make test`: make quality ARGS="--errors dates"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint quality bench readme train nightly backfill clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "picketline needs Python 3.11 or newer; none was found, name one by PYTHON=" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "picketline needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## the whole job on the sample that ships with the package
	$(BIN)/picketline process --sample --out $(OUT)

test: $(STAMP) ## all tests
	$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP) ## ruff and mypy --strict
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy --strict pipeline

quality: $(STAMP) ## scores on the annotated articles, against their floors
	$(BIN)/python -m tests.quality.report $(ARGS)

bench: $(STAMP) ## speed as ratios in one run, and peak memory
	$(BIN)/python -m tests.bench $(ARGS)

readme: $(STAMP) ## rewrite the generated parts of README.md and docs/codebook.md
	$(BIN)/python -m tests.readme
	$(BIN)/python -m pipeline.export.codebook docs/codebook.md

# The open corpora that `make train` reads; what lies there is told by models/README.md.
CORPORA ?=
CONFIG ?= models/configs/small.toml

train: $(STAMP) ## train, measure and pack the language model: make train CORPORA=DIR
	@test -d "$(CORPORA)" || { echo "picketline: CORPORA= names no folder; models/README.md tells what belongs in it" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[train]"
	$(BIN)/python -m pipeline.model --config $(CONFIG) --corpora "$(CORPORA)" $(ARGS)

# The installation that `make nightly` and `make backfill` work for; docs/operations.md tells what stands in it.
JOB ?= data/picketline.toml

$(JOB):
	@echo "picketline: no $(JOB): copy docs/picketline.toml there and put your contact in, or name another by JOB=FILE" >&2; exit 2

nightly: $(STAMP) $(JOB) ## fetch, process what is new, write: make nightly [JOB=FILE]
	$(BIN)/picketline nightly --config $(JOB) $(ARGS)

backfill: $(STAMP) $(JOB) ## days gone by: make backfill FROM=2023-01-01 TO=2023-03-31 [SOURCE=NAME]
	$(BIN)/picketline backfill --config $(JOB) --from "$(FROM)" --to "$(TO)" $(if $(SOURCE),--source "$(SOURCE)") $(ARGS)

clean: ## remove what make made
	rm -rf $(VENV) data/processed/*
