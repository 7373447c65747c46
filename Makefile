# Every target is a job of dev.py, which sets up .venv by itself: `make demo` works in a fresh folder.
# Options of a job go in ARGS: make test ARGS="-k queue", make demo ARGS="--seed 7".

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check notebook bench theory nightly words pictures

help:  ## List what make can do
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-15s %s\n", $$1, $$2 }'

demo:  ## Forecast a shipped scenario in the terminal, with a chart beside it
	@$(PYTHON) dev.py demo $(ARGS)

test:  ## Run all tests, doctests and notebooks, and name the slowest
	@$(PYTHON) dev.py test $(ARGS)

check:  ## Run format, lint, types, floors and spelling, then the tests
	@$(PYTHON) dev.py check $(ARGS)

notebook:  ## Open JupyterLab on notebooks/
	@$(PYTHON) dev.py notebook $(ARGS)

bench:  ## Measure what is claimed about speed and memory
	@$(PYTHON) dev.py bench $(ARGS)

theory:  ## Hold the simulation against every case that has a closed form
	@$(PYTHON) dev.py theory $(ARGS)

nightly:  ## Run the tests, the slow ones too, with many more examples
	@$(PYTHON) dev.py nightly $(ARGS)

words:  ## Gather every sentence that people read into one catalogue
	@$(PYTHON) dev.py words $(ARGS)

pictures:  ## Draw the pictures of docs/charts.md anew
	@$(PYTHON) dev.py pictures $(ARGS)
