# Two lines are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: setup run test check format lock clean

setup: .venv/installed

.venv/installed: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q bot knowledge_base webhooks console cli
	touch $@

run: setup
	$(BIN)/migrantbot serve

test: setup
	sh scripts/test-components.sh
	$(BIN)/pytest -n 2

check: setup
	sh scripts/test-components.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/migrantbot content check
	$(BIN)/pytest -n 2

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Needs a package registry; run it after a change of pyproject.toml.
lock:
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra semantic --extra oidc --group dev -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	  pyproject.toml --extra semantic -o requirements.lock

clean:
	rm -rf .venv build dist
