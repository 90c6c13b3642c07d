# make demo        the whole line on synthetic patients, from raw CT and report to an evaluated model (under 8 minutes after the install)
# make test        every notebook and every check a bare machine can run
# make lint        ruff and mypy alone (make test runs them too)
# make docs-check  every notebook as the site needs it, without Quarto (make test runs this too)
# make docs        the site, where Quarto is installed
# make lab         JupyterLab on the explorer
# The environment lands in .venv and is reused; `make clean-env` removes it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# the first Python that fits; PYTHON=/path/to/python make demo takes another
PYTHON ?= $(shell for p in python3.11 python3.12 python3.10 python3; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(not (3,10) <= sys.version_info[:2] <= (3,12))' 2>/dev/null && { command -v $$p; break; }; done)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help install demo test test-all test-browser lint docs-check lab docs clean clean-env

help:
	@sed -n 's/^# \(make.*\)/  \1/p' Makefile

$(STAMP): constraints.txt settings.ini setup.py
	@test -n "$(PYTHON)" || { echo "ctclip_nb needs Python 3.10, 3.11 or 3.12 with venv: on Debian or Ubuntu 'apt-get install python3 python3-venv', or name one with PYTHON=/path/to/python make ..."; exit 1; }
	@echo "== installing into $(VENV) with $(PYTHON) (about 180 packages, a few minutes, once)"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python -m pip install -q --progress-bar off -c constraints.txt pip setuptools
	@$(BIN)/python -m pip install --progress-bar off -c constraints.txt -e '.[dev,docs]' | sed -u -n -e 's/^Collecting \([^ ]*\).*/  \1/p' -e 's/^Successfully.*/  installed/p'; exit $${PIPESTATUS[0]}
	@$(BIN)/python -m ctclip_nb.runs.doctor $(VENV)
	@touch $(STAMP)

install: $(STAMP)

demo: $(STAMP)
	@$(BIN)/ctclip demo --out runs/demo

test: $(STAMP)
	@$(BIN)/python nbs/tests/run.py

test-all: $(STAMP)
	@$(BIN)/python nbs/tests/run.py --flags slow

test-browser: $(STAMP)
	@$(BIN)/python nbs/tests/run.py --only browser

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/mypy

docs-check: $(STAMP)
	@$(BIN)/python nbs/tests/docs.py

lab: $(STAMP)
	@$(BIN)/jupyter lab --ip 127.0.0.1 nbs/apps/explorer.ipynb

docs: $(STAMP)
	@command -v quarto >/dev/null || { echo "the site needs Quarto: install it from quarto.org, then 'make docs'"; exit 1; }
	@$(BIN)/nbdev_docs

clean:
	rm -rf _proc _docs build dist *.egg-info

clean-env:
	rm -rf $(VENV)
