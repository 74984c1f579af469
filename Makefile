# Everything sets up .venv by itself; only Python >= 3.11 and make are needed.
# The first that runs, is new enough and can make environments: a name on the PATH alone promises nothing.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
PACKAGES := bot handlers workflow providers storage sandbox
# Coverage's data of the tests and of every process that they start.
export COVERAGE_FILE := $(CURDIR)/.venv/coverage

.PHONY: .venv demo test check browser slow long faults format lock manifests pictures bench clean

demo: .venv
	$(BIN)/likeness demo

# A test file's tests stay together, because some share what is slow to set up.
# One worker more than there are cores: tests of whole processes mostly wait.
SPREAD := -n $(shell echo $$(( $$(nproc) + 1 ))) --dist loadfile
QUICK := -m "not browser and not slow"
# These run without the measuring, which takes half as much time again: what they test is reached by others, too.
UNMEASURED := tests/sandbox tests/slack_schema tests/providers tests/workflow tests/faults tests/bench

test: .venv
	$(BIN)/pytest -q $(SPREAD) $(QUICK) $(UNMEASURED:%=--ignore=%) --cov --cov-report=
	$(BIN)/pytest -q $(SPREAD) $(QUICK) $(UNMEASURED)
	$(BIN)/coverage report --fail-under=85

check: .venv
	$(BIN)/ruff format --check $(PACKAGES) tests bench
	$(BIN)/ruff check $(PACKAGES) tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.manifest --check
	$(BIN)/python -m providers.matrix --check

browser: .venv
	$(BIN)/pytest -q -m browser

# Rules are tried with many new examples here, with the same few in `make test`.
slow: .venv
	$(BIN)/pytest -q $(SPREAD) -m "slow and not long"
	$(BIN)/pytest -q $(SPREAD) -m "hypothesis and not slow" --hypothesis-profile=thorough

# Kills and faults in the whole story, by seed; RUNS=1 SEED=n plays one again.
RUNS ?= 500
SEED ?= 0
MINUTES ?= 240
faults: .venv
	$(BIN)/python -m tests.faults.runs --runs $(RUNS) --seed $(SEED) --minutes $(MINUTES)

# Fifty kills, pacing and recovery in full, twenty videos at once: about half an hour, one after another.
long: .venv
	$(BIN)/pytest -q -m long

format: .venv
	$(BIN)/ruff format $(PACKAGES) tests bench
	$(BIN)/ruff check --fix $(PACKAGES) tests bench

manifests: .venv
	$(BIN)/python -m bot.manifest

# Figures for docs/performance.md, each beside a baseline of the same run; about ten minutes.
bench: .venv bench/requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r bench/requirements.txt
	$(BIN)/python -m bench

pictures: .venv
	$(BIN)/python -m tests.pictures

lock: .venv
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --group dev pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --group build -c requirements.txt pyproject.toml -o requirements.run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --group bench -c requirements.txt pyproject.toml -o bench/requirements.txt

.venv: .venv/installed

# The stamp comes last, so that an install that was cut off is done again.
.venv/installed: requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with its venv module, is needed"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv demo-data .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
