# Everything a fresh machine needs: Python 3.11, make and the package registries.
PYTHON ?= python3.11
BIN := .venv/bin
LOCK := requirements-dev.lock
COVERED := rituals/*,storage/outbox*.py,storage/claims.py,bot/delivery.py,bot/history.py,bot/budgets.py,bot/tries.py
COVERED_BY := tests/rituals tests/simulation tests/storage/test_outbox*.py tests/faults/test_outbound.py \
	tests/faults/test_slack_writer.py tests/faults/test_batches.py tests/faults/test_lateness.py tests/faults/test_replicas.py \
	tests/faults/test_storm.py tests/faults/test_engine.py tests/faults/test_restore.py tests/faults/test_auditor.py tests/faults/test_clock.py

.PHONY: install chromium demo demo-once test check coverage format screenshots bench soak lock clean

install: .venv/installed

.venv/installed: $(LOCK) pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement $(LOCK)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: install
	$(BIN)/drumbeat demo

demo-once: install
	$(BIN)/drumbeat demo --once

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The page is tested in a real browser.
chromium:
	tests/browser/chromium.sh

test: check chromium
	TMPDIR="$$(tests/in_memory.sh)" $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# The pictures of the README, from the example as it is played.
screenshots: install chromium
	$(BIN)/python -m tests.browser.screenshots

bench: install
	$(BIN)/python -m pytest tests/bench --bench --capture=no --quiet

soak: install
	$(BIN)/python -m pytest --soak -m soak --timeout 3600

# Every branch of the rules, of the outbox and of delivery is taken by a test.
coverage: install
	$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --cov=rituals --cov=storage --cov=bot --cov-branch --cov-report= $(COVERED_BY)
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=100 --include='$(COVERED)'

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locks name no registry: pins and hashes only. Needs `uv` on the PATH.
lock:
	uv pip compile pyproject.toml --extra sandbox --extra cluster --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock" --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock" --output-file requirements-dev.lock

clean:
	rm -rf .venv demo journals .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
