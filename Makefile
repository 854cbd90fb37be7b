# `make demo` and `make test` need python3 and make, nothing else. Both may be run again at any time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
DEMO := .work/demo

.PHONY: help demo test lint format docs corpora gate bench lock sbom audit clean

help:  ## Show what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | sort

$(VENV)/base.stamp: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/base.stamp requirements-test.lock
	$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

demo: $(VENV)/base.stamp  ## Do the whole job on the demo corpora and say where the report lies
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh corpora/demo.sh $(DEMO)

test: $(VENV)/test.stamp  ## Run the tests
	$(BIN)/python -m pytest -n 2 -m "not slow"

lint: $(VENV)/test.stamp  ## Check style, types, imports and generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

format: $(VENV)/test.stamp  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/test.stamp  ## Write docs/cli.md, docs/schemas and the setting tables again
	$(BIN)/python -m docs.generate

corpora: $(VENV)/test.stamp  ## Draw the demo corpora again
	$(BIN)/python -m corpora.build

gate: $(VENV)/test.stamp  ## Measure quality on all gold sets and compare with the floors
	$(BIN)/docintel evaluate --gate

bench: $(VENV)/test.stamp  ## Measure the speed of references and encoders; benchmarks/README.md tells the other runs
	$(BIN)/python -m benchmarks.references
	$(BIN)/python -m benchmarks.encode

lock: $(VENV)/base.stamp  ## Pin the dependencies again, with hashes
	$(PIP) install uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header --generate-hashes pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header --generate-hashes --extra test pyproject.toml -o requirements-test.lock

sbom: $(VENV)/test.stamp  ## Write the list of all parts of a release (CycloneDX)
	$(PIP) install cyclonedx-bom
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock -o dist/sbom.json

audit: $(VENV)/test.stamp  ## Look for known weaknesses in the pinned parts; needs the advisory service
	$(PIP) install pip-audit
	$(BIN)/pip-audit --require-hashes -r requirements.lock

clean:  ## Remove what was made
	rm -rf $(VENV) .work dist build
