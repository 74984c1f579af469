# Everything sets up .venv by itself; only Python >= 3.11 and make are needed.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p && break; done)
BIN := .venv/bin
PACKAGES := bot handlers workflow providers storage sandbox

.PHONY: demo test check browser slow format lock manifests pictures clean

demo: .venv
	$(BIN)/likeness demo

test: .venv
	$(BIN)/pytest -q -m "not browser and not slow" --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage combine -q --append . 2>/dev/null || true
	$(BIN)/coverage report --fail-under=85 | tail -n 40

check: .venv
	$(BIN)/ruff format --check $(PACKAGES) tests
	$(BIN)/ruff check $(PACKAGES) tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.manifest --check

browser: .venv
	$(BIN)/pytest -q -m browser

slow: .venv
	$(BIN)/pytest -q -m slow

format: .venv
	$(BIN)/ruff format $(PACKAGES) tests
	$(BIN)/ruff check --fix $(PACKAGES) tests

manifests: .venv
	$(BIN)/python -m bot.manifest

pictures: .venv
	$(BIN)/python -m tests.pictures

lock: .venv
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --group dev pyproject.toml -o requirements.txt

.venv: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv

clean:
	rm -rf .venv demo-data .mypy_cache .ruff_cache .pytest_cache .coverage*
