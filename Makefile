# Two commands: `make run` and `make test`. Both set up what they need; see docs/HACKING.md.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: setup run test check lint bench clean

setup:
	@$(PYTHON) scripts/bootstrap.py

run: setup
	@PORT=$(PORT) exec $(BIN)/wuhua up

test: setup lint
	@$(PYTHON) scripts/browser.py
	@$(BIN)/python -m pytest -n 2 --dist worksteal

# The fast part, without database, browser or the long runs: under two minutes.
check: setup lint
	@$(BIN)/python -m pytest -q -n 2 -m "not slow and not browser" tests/rules tests/agree tests/house wuhua/core

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup
	@$(BIN)/wuhua bench day --notes 1000000
	@$(BIN)/wuhua bench repay
	@$(BIN)/wuhua bench draw
	@$(BIN)/wuhua bench quote

clean:
	@$(PYTHON) scripts/clean.py
