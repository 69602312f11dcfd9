# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
PIP_ARGS ?=
# uv installs in seconds where pip takes minutes. It neither reads pip's settings nor compiles modules unless told to, and a start
# that has to compile torch waits twice as long.
INSTALL := $(if $(shell command -v uv),uv pip install --compile-bytecode --python .venv/bin/python \
	$(addprefix --find-links ,$(shell $(PYTHON) -m pip config get global.find-links 2>/dev/null)),.venv/bin/python -m pip install)
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint type bench

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 8

setup: $(READY)  ## make .venv with everything in it

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(INSTALL) --quiet $(PIP_ARGS) -c constraints.txt -e '.[all,dev]'
	@touch $@

demo: setup  ## set up, then open the web chat
	$(BIN)/python app.py

test: setup  ## set up, then run all tests
	$(BIN)/pytest

lint: setup  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

type: setup  ## types
	$(BIN)/mypy

bench: setup  ## all benchmarks, tables printed, JSON in bench/out
	@mkdir -p bench/out
	@for script in bench/[a-z]*.py; do \
		echo "== $$script"; $(BIN)/python $$script --json bench/out/$$(basename $$script .py).json || exit 1; \
	done
