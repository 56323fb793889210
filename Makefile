# make            lists the targets
# Needs: Python 3.11 or newer, git, make. Windows and conda users: environment.yml.
PYTHON ?= python3
VENV ?= .venv
# UV=no sets up with pip alone: the same packages and hashes, three to five times slower
UV ?= yes
PY = $(VENV)/bin/python
# where to: into the environment, though the user's settings of pip say "user"; where from: as they say
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --no-user
HASHED = --require-hashes --only-binary :all:
# tests that rest on the frozen cases alone, start no kernel and take two seconds at most
QUICK = not kernel and not browser and not slow and not shipped
PYTEST = -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile
# the folders of what `coverage` and `browsers` run, and no other: to collect all tests takes ten seconds a worker
COUNTED = $(foreach room,case claims figures,analysttools/$(room) tests/$(room))
BROWSED = tests/explorer tests/notebooks tests/reports

# Python keeps what it compiled, whatever the user's settings say: else each start with pandas takes twice as long.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help figures test check-fast coverage form units kernels browsers lab check docs wheel bench fuzz mutants alarms lock format clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

figures: $(VENV)/.use  ## set up, rerun the notebooks that are stale, write figures/
	$(PY) -m analysttools run

test: form coverage  ## set up, run everything that CI runs, print where few branches are tested
	$(PY) $(PYTEST) -m "not browser and not (counted and $(QUICK))"
	$(PY) $(PYTEST) $(BROWSED) -m browser

check-fast: form  ## check form, types, layers and run the quick tests of data and comparing, in about a minute
	$(PY) $(PYTEST) tests/case tests/claims tests/figures tests/project/test_layers.py -m "$(QUICK)"

coverage: $(VENV)/.dev  ## run the quick tests of data and comparing, print where few branches are tested
	@rm -rf build/coverage && mkdir -p build/coverage
	$(PY) -m coverage run $(PYTEST) $(COUNTED) -m "counted and $(QUICK)"
	@$(PY) -m coverage combine --quiet
	@echo "Files of case, claims and figures of which their quick tests reach fewer than 90 % of lines and branches:"
	@$(PY) -m coverage report --sort=cover --include="*/case/*,*/claims/*,*/figures/*" | awk 'NR < 3 || /^TOTAL/ || $$NF + 0 < 90'

form: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

# what `make test` runs after `coverage`, in three parts, for jobs that run at the same time
units: $(VENV)/.dev
	$(PY) $(PYTEST) -m "not browser and not kernel and not (counted and $(QUICK))"

kernels: $(VENV)/.dev
	$(PY) $(PYTEST) -m "kernel and not browser"

browsers: $(VENV)/.dev
	$(PY) $(PYTEST) $(BROWSED) -m browser

lab: $(VENV)/.use  ## set up, open JupyterLab on the notebooks
	$(PY) -m jupyterlab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks

check: $(VENV)/.use  ## check data/ and print every fault
	$(PY) -m analysttools check data

docs: $(VENV)/.dev  ## write the documentation into build/docs, from what is stored: nothing is run or fetched
	$(PY) -m sphinx --fail-on-warning --keep-going --quiet --jobs auto -c docs . build/docs
	@echo "build/docs/index.html"

wheel: $(VENV)/.dev  ## build wheel and sdist into build/dist, install the wheel in an empty environment, and use it
	@rm -rf build/dist build/wheel-venv
	$(PY) -m build --outdir build/dist .
	$(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/python -m pip install --quiet build/dist/*.whl
	@rm -rf build/wheel-trial && mkdir build/wheel-trial
	cd build/wheel-trial && ../wheel-venv/bin/python ../../tools/try_wheel.py ../../data

bench: $(VENV)/.dev  ## measure import, loading, comparing, charts, figures, the front, phrases, reruns against yardsticks
	$(PY) benchmarks/bench_loading.py
	$(PY) benchmarks/bench_claims.py
	$(PY) benchmarks/bench_diff.py
	$(PY) benchmarks/bench_reconcile.py
	$(PY) benchmarks/bench_charts.py
	$(PY) benchmarks/bench_figures.py
	$(PY) benchmarks/bench_front.py
	$(PY) benchmarks/bench_exchange.py
	$(PY) benchmarks/bench_notebooks.py
	$(PY) benchmarks/bench_report.py
	$(PY) benchmarks/bench_import.py

fuzz: $(VENV)/.dev  ## break 10,000 files of each format by chance, half an hour; `make test` breaks 200 of each
	FUZZ=10000 $(PY) $(PYTEST) --dist load tests/exchange/test_fuzzed_files.py

mutants: $(VENV)/.dev  ## change data, texts, pictures and code, one value at a time, and say who notices
	$(PY) tools/mutants.py --csv build/mutants.csv

alarms: $(VENV)/.dev  ## test the notebooks 20 times over: other time zones, languages, years, folders
	$(PY) tools/false_alarms.py

format: $(VENV)/.dev  ## put the code into form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock: $(VENV)/.dev  ## renew the lock files from pyproject.toml
	$(PY) tools/lock.py $(PY)

clean:  ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis build *.egg-info

$(VENV)/.use: requirements.lock requirements-uv.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	@$(PY) tools/install_settings.py $(VENV) $(UV)
	@$(call install,requirements.lock)
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.use
	@$(call install,requirements-dev.lock)
	@touch $@

# uv inside the environment where it works, else pip: both refuse a file whose hash differs
define install
if [ "$(UV)" != no ] && $(PIP) $(HASHED) -r requirements-uv.lock && echo "installing $(1) with uv" && \
	$(PY) -m uv pip install --quiet --system-certs --python $(PY) $(HASHED) -r $(1); then :; \
else \
	echo "installing $(1) with pip: this takes a minute or two"; \
	$(PIP) $(HASHED) -r $(1); \
fi
endef
