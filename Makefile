# make lab     open the course
# make test    run every check
# make help    the rest

PYTHON ?= python3
LAB ?=  # options for JupyterLab: make lab LAB="--no-browser --port 8890"
VENV := .venv
BIN := $(VENV)/bin
PINNED := -c constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

.PHONY: help lab test notebooks exercises map format constraints clean

help:
	@echo "make lab          open the course in JupyterLab"
	@echo "make test         run every check: style, tests, notebooks, exercises"
	@echo "make notebooks    run all lessons and solutions again and save what they print and draw"
	@echo "make exercises    generate exercises/ from solutions/"
	@echo "make map          write the README's table of lecture rows from the notebooks"
	@echo "make format       let ruff lay out the code"
	@echo "make constraints  pin the newest versions that work together"
	@echo "make clean        remove the environment and caches"

lab: $(VENV)/course
	@echo "== Opening the course (Ctrl-C here ends it)"
	$(BIN)/jupyter lab --ServerApp.root_dir=. notebooks/00_start_here.ipynb $(LAB)

# Two workers share the machine: more threads in each only get in each other's way.
test: export OPENBLAS_NUM_THREADS = 1
test: export OMP_NUM_THREADS = 1
test: $(VENV)/checks
	@echo "== Style and spelling"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	@echo "== Exercises in step with their solutions, README in step with the notebooks"
	$(BIN)/python tools/make_exercises.py --check
	$(BIN)/python tools/lecture_map.py --check
	@echo "== Tests, and every notebook run and compared with what it shows"
	$(BIN)/pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout 120

notebooks: $(VENV)/checks
	$(BIN)/python tools/run_notebooks.py

exercises: $(VENV)/checks
	$(BIN)/python tools/make_exercises.py

map: $(VENV)/checks
	$(BIN)/python tools/lecture_map.py

format: $(VENV)/checks
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

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

constraints:
	rm -rf $(VENV)/fresh
	$(PYTHON) -m venv $(VENV)/fresh
	$(VENV)/fresh/bin/python -m pip --disable-pip-version-check install --quiet ".[test]"
	@echo "# The versions the course is tested with. Made by: make constraints" > constraints.txt
	$(VENV)/fresh/bin/python -m pip freeze --exclude lecture-nn >> constraints.txt
	rm -rf $(VENV)/fresh

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf
