# Copperbottom's commands. `make help` lists them; `make load` and `make test` need no set-up before.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

ifeq ($(wildcard requirements-setup.txt),)
$(error Run make in the project's folder, or say which: make -C FOLDER load)
endif

PAPERS ?=
WAREHOUSE ?=
REPORT ?=
PORT ?= 8080
BI_PORT ?= 8088
PYTHON ?=
ARGS ?=
ONLY ?=
export PAPERS WAREHOUSE REPORT PORT BI_PORT PYTHON

RUN := .venv/bin/python -P -m
READY := .venv/.ready

.PHONY: help setup load run-the-dag report test test-all lint airflow bi bi-check docs bench lock clean

help: ## What make can do
	@echo 'Copperbottom: police finance papers, read into a warehouse and proved by their own arithmetic.'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1@\2/p' Makefile | tr '@' '\t' | expand -t 18
	@echo
	@echo '  make load PAPERS=DIR WAREHOUSE=FILE    loads every paper below DIR and publishes to FILE'
	@echo '                                         (relative paths start where make runs)'
	@echo '  make load REPORT=1                     also writes the report (REPORT=DIR: to that folder)'
	@echo '  make bench ONLY="extraction report"   measures only these groups, and keeps the results of the others'
	@echo '  make test ARGS="-k overtime"           hands options on to pytest'

setup: $(READY) ## Only the set-up, into .venv (the others do it where it is due)

load: run-the-dag ## Load papers by the Airflow DAG: the bundled sample, or PAPERS=DIR
	$(call stop-for,$(shell cat .airflow/reason-$$PPID 2>/dev/null; rm -f .airflow/reason-$$PPID))

# make ends a failed recipe with a line of its own; the reason must be the last one, so make is what says it.
stop-for = $(if $(1),$(error $(1)),@:)

run-the-dag: $(READY)
	@$(RUN) warehouse.orchestrate.local_run load --reason .airflow/reason-$$PPID \
	    --papers "$${PAPERS:-samples/papers}" --warehouse "$${WAREHOUSE:-data/copperbottom.duckdb}" \
	    --report "$(if $(filter 1,$(REPORT)),beside,$${REPORT:-none})" || test -s .airflow/reason-$$PPID

report: $(READY) ## The warehouse as a site that opens from disk, in FILE.report or REPORT=DIR
	@.venv/bin/copperbottom report --warehouse "$${WAREHOUSE:-data/copperbottom.duckdb}" $(if $(filter-out 1,$(REPORT)),"$${REPORT}")

test: $(READY) ## The tests of everyday work, in under three minutes (two cores)
	@$(RUN) pytest -n auto $(ARGS)

test-all: $(READY) .venv-bi/.ready ## Every test: also Airflow, kills, PostgreSQL, browsers, Superset, S3, registries
	@$(RUN) pytest -n auto -m '' $(ARGS)

lint: $(READY) ## Style, types, the one way of imports, and SQL
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@.venv/bin/lint-imports
	@$(RUN) sqlfluff lint --disable-progress-bar dbt_project

airflow: $(READY) ## Airflow's own interface, in a browser on this machine (PORT=8080)
	@$(RUN) warehouse.orchestrate.local_run serve --port "$${PORT}"

bi: .venv-bi/.ready ## A dashboard in a BI tool, Superset, in a browser on this machine (WAREHOUSE=FILE BI_PORT=8088)
	@.venv-bi/bin/python -m bi.serve --warehouse "$${WAREHOUSE:-data/copperbottom.duckdb}" --port "$${BI_PORT}"

bi-check: .venv-bi/.ready ## Ask every chart of the dashboard for its numbers, and look at it in Chromium
	@$(RUN) pytest -m bi -n 0 tests/bi $(ARGS)

docs: $(READY) ## The pages that are made: settings, architecture, data dictionary (from WAREHOUSE), dbt's own site
	@$(RUN) copperbottom.docs "$${WAREHOUSE:-data/copperbottom.duckdb}" docs data

bench: $(READY) .venv-peers/.ready ## Measure, and write docs/benchmarks.md
	@$(RUN) benchmarks.run --papers "$${PAPERS:-samples/papers}" --pdfs "$${PDFS:-samples/papers}" $(if $(ONLY),--only $(ONLY))

lock: $(READY) ## Renew the pinned versions and hashes
	@sh .ci/lock

clean: ## Remove the set-up and what tools left behind; warehouses stay
	rm -rf .venv .venv-peers .venv-bi .airflow .bi *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv-peers/.ready: requirements-peers.lock | $(READY)
	@$(RUN) venv --clear .venv-peers
	@$(RUN) uv pip sync --quiet --python .venv-peers/bin/python --require-hashes requirements-peers.lock
	@touch $@

.venv-bi/.ready: requirements-bi.lock | $(READY)
	@echo 'Installing Superset into .venv-bi (once; 700 MB, a minute or two).'
	@$(RUN) uv venv --quiet --clear --no-python-downloads --python '>=3.11,<3.13' .venv-bi || \
	    { echo 'Superset needs Python 3.11 or 3.12 beside this one: install it, then run make bi again.' >&2; exit 1; }
	@$(RUN) uv pip sync --quiet --python .venv-bi/bin/python --require-hashes requirements-bi.lock
	@touch $@

$(READY): requirements-setup.txt requirements.lock pyproject.toml
	@sh .ci/setup
	@touch $@
