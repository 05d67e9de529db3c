# make lab     open the course, in a copy of your own
# make test    run every check
# make site    build the course as a web site
# make help    the rest

PYTHON ?= python3
SITE ?=  # options for the site: make site SITE="--address https://the.address.of/the/site"
LAB ?=  # options for JupyterLab: make lab LAB="--no-browser --port 8890"
VENV := .venv
BIN := $(VENV)/bin
PYTEST := pytest -n 3 --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout 120
PINNED := -c constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help lab update edit system test test-lowest notebooks exercises map site book bench every-seed format constraints clean

help:
	@echo "make lab          open the course in JupyterLab, in a copy of your own: lecture_nn_course"
	@echo "make update       bring your copy up to date with these notebooks, with your answers kept"
	@echo "make edit         open the course's own notebooks, to change them"
	@echo "make test         run every check: style, tests, notebooks, exercises"
	@echo "make test-lowest  run the tests and notebooks with the oldest versions that pyproject.toml allows"
	@echo "make notebooks    run all lessons and solutions again and save what they print and draw"
	@echo "make exercises    generate exercises/ from solutions/"
	@echo "make map          write the table of lecture rows in notebooks/README.md"
	@echo "make site         build the course as a web site in _site/html (needs npm, too)"
	@echo "make book         print the whole course as one PDF, _site/book.pdf (needs npm and Chromium)"
	@echo "make bench        measure the package's speed against other libraries, as ratios (about twenty minutes)"
	@echo "make every-seed   try every answer of the corpus with 200 seeds (a few minutes)"
	@echo "make format       let ruff lay out the code"
	@echo "make constraints  pin the newest versions that work together"
	@echo "make clean        remove the environment and caches"

lab: $(VENV)/course
	$(BIN)/lecture-nn open lecture_nn_course -- $(LAB)

update: $(VENV)/course
	$(BIN)/lecture-nn update lecture_nn_course

edit: $(VENV)/course
	@echo "== Opening the course's own notebooks (Ctrl-C here ends it)"
	$(BIN)/jupyter lab --ServerApp.root_dir=. notebooks/00_start_here.ipynb $(LAB)

# The workers share the machine: more threads in each only get in each other's way. There is one more of them than
# most machines have cores for CI, since many tests wait for a browser or a sandbox; and files begin in their order,
# browsers first, because a long one that begins last keeps the others waiting.
test: export OPENBLAS_NUM_THREADS = 1
test: export OMP_NUM_THREADS = 1
test: system $(VENV)/site
	@echo "== Style and spelling"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	@echo "== Exercises in step with their solutions, the map in step with the notebooks"
	$(BIN)/python tools/make_exercises.py --check
	$(BIN)/python tools/shipped.py --check
	$(BIN)/python tools/references.py --check
	$(BIN)/python tools/lecture_map.py --check
	@echo "== Tests, and every notebook run and compared with what it shows"
	$(BIN)/python -m $(PYTEST)

# The lower bounds of pyproject.toml, as name==version.
LOWEST = $(shell sed -n 's/^    "\([a-z0-9-]*\)>=\([0-9.]*\)[";].*/\1==\2/p' pyproject.toml)

test-lowest: export OPENBLAS_NUM_THREADS = 1
test-lowest:
	test -x $(VENV)/lowest/bin/python || $(PYTHON) -m venv $(VENV)/lowest
	$(VENV)/lowest/bin/python -m pip --disable-pip-version-check install --quiet $(LOWEST)
	$(VENV)/lowest/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --editable .
	$(VENV)/lowest/bin/python -m $(PYTEST)

notebooks: $(VENV)/checks
	$(BIN)/python tools/run_notebooks.py

exercises: $(VENV)/checks
	$(BIN)/python tools/make_exercises.py
	$(BIN)/python tools/shipped.py
	$(BIN)/python tools/references.py

map: $(VENV)/checks
	$(BIN)/python tools/lecture_map.py

site: $(VENV)/site
	$(BIN)/python tools/build_site.py $(SITE)

book: system $(VENV)/site
	$(BIN)/python tools/build_site.py --no-run
	$(BIN)/python tools/book.py

bench: system $(VENV)/site
	$(PIP) $(PINNED) --editable ".[bench]"
	cd benchmarks && ../$(BIN)/python run.py && ../$(BIN)/python budget.py && ../$(BIN)/python load.py
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/explained.py
	$(BIN)/python benchmarks/panels.py
	$(BIN)/python benchmarks/site.py

every-seed: $(VENV)/checks
	$(BIN)/python tools/every_seed.py

format: $(VENV)/checks
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Programs that some tests use, from Debian's packages. Without the right to install them, those tests are skipped.
# (Where there is no Chromium without windows, which needs far less computing, the usual one serves as well.)
APT = apt-get -qqy install --no-install-recommends
system:
	@set --; command -v bwrap > /dev/null || set -- bubblewrap; \
	command -v npm > /dev/null || set -- "$$@" npm; \
	command -v chromium-headless-shell > /dev/null || set -- "$$@" chromium-headless-shell; \
	test $$# -eq 0 || { test "$$(id -u)" -eq 0 && apt-get -qq update && \
	for each in "$$@"; do $(APT) $$each || $(APT) $${each%-headless-shell}; done; } || \
	echo "== Not installed, so the tests that need it are skipped: $$*"

# A stamp for each kind of install: it is made once, and again when the versions asked for change.
$(VENV)/course: pyproject.toml constraints.txt
	@echo "== Making the environment in $(VENV) (about a minute, the first time only)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(PINNED) --editable .
	@touch $@

$(VENV)/checks: $(VENV)/course
	@echo "== Adding what the checks need"
	$(PIP) $(PINNED) --editable ".[test]"
	@touch $@

$(VENV)/site: $(VENV)/checks
	@echo "== Adding what the web site needs"
	$(PIP) $(PINNED) --editable ".[site]"
	@touch $@

constraints:
	rm -rf $(VENV)/fresh
	$(PYTHON) -m venv $(VENV)/fresh
	$(VENV)/fresh/bin/python -m pip --disable-pip-version-check install --quiet ".[test,site]"
	@echo "# The versions the course is tested with. Made by: make constraints" > constraints.txt
	$(VENV)/fresh/bin/python -m pip freeze --exclude lecture-nn >> constraints.txt
	rm -rf $(VENV)/fresh

clean:
	rm -rf $(VENV) _site .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf
