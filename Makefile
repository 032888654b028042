# Everything a newcomer types. Needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK = $(BIN)/uv pip compile --quiet --custom-compile-command "make lock" --annotation-style line --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url $(UPGRADE)
TOOL := $(BIN)/uv tool run --quiet --from
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
KILLS ?= 200
MINUTES ?= 20
define CAN_MAKE_VENV
import sys
if sys.version_info < (3, 11):
    sys.exit("This needs Python 3.11 or newer; name one that is: make PYTHON=python3.12 ...")
try:
    import ensurepip, venv
except ImportError:
    sys.exit("This needs venv (Debian, Ubuntu: apt-get install python%d.%d-venv)." % sys.version_info[:2])
endef
export CAN_MAKE_VENV

.PHONY: run product setup lock test test-all people check check-scripts format messages fonts licences bom audit crash soak mutate judge bench

run: export SECOND_FACTOR ?= offered
run: product ## set up everything and serve the demonstration site
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) demo
	@exec $(MANAGE) serve

product: .venv/product ## install what a site in production needs, and no more
setup: .venv/development ## and what its tests and checks need

# a .venv without pip was left half-made
.venv/product: requirements.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || \
		{ $(PYTHON) -c "$$CAN_MAKE_VENV" && $(PYTHON) -m venv --clear .venv; }
	@echo "Installing into .venv …"
	@$(INSTALL) --requirement requirements.txt
	@touch $@

.venv/development: requirements-dev.txt .venv/product
	@echo "Installing into .venv what tests and checks need …"
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@

.venv/mutation: requirements-mutation.txt .venv/development
	@echo "Installing into .venv what changes the rules on trial …"
	@$(INSTALL) --requirement requirements-mutation.txt
	@touch $@

lock: setup ## pin what pyproject.toml asks for, with hashes; UPGRADE=--upgrade takes newer versions
	@$(LOCK) --output-file requirements.txt pyproject.toml
	@$(LOCK) --output-file requirements-dev.txt --group dev --constraint requirements.txt
	@$(LOCK) --output-file requirements-mutation.txt --group mutation --constraint requirements-dev.txt

test: setup ## the suite on SQLite, with browser tests, and on PostgreSQL what may differ there
	@sh tests/install_tools.sh
	@DATA_DIR=var/test $(BIN)/python -m tests.run

test-all: setup ## all of it on both databases, with more examples: before something is called done
	@sh tests/install_tools.sh
	@DATA_DIR=var/test $(BIN)/python -m tests.run --all

people: setup ## each night: one person with every right tries to forge a badge, OPERATIONS times at random
	@DATA_DIR=var/test $(BIN)/python -m tests.reviews.workflow.nightly --operations $(or $(OPERATIONS),1000000)

check: setup ## format, lint, types, templates, migrations, deployment settings
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory check-scripts
	@DATA_DIR=var/check $(MANAGE) makemigrations --check --dry-run --verbosity 0
	@DATA_DIR=var/check SITE_URL=https://www.example.org $(MANAGE) check --deploy --fail-level WARNING
	@echo "All checks passed."

ifneq ($(shell command -v npm),)
check-scripts: node_modules/.package-lock.json ## format and lint of the scripts; needs Node
	@npm run --silent check

node_modules/.package-lock.json: package.json package-lock.json
	@echo "Installing into node_modules what checks scripts …"
	@npm ci --silent
else
check-scripts:
	@echo "Scripts are not checked: that needs Node and npm (Debian: apt-get install nodejs npm)."
endif

fonts: setup ## cut the faces again, from npm's packages: fonts/faces.py says to what
	@$(TOOL) 'fonttools[woff]==4.60.1' python -m fonts.subset

licences: setup ## what the product is made of, and under which licences
	@$(TOOL) 'pip-licenses==5.5.*' pip-licenses --python $(BIN)/python --from mixed --format markdown --with-urls \
		--packages $$(sed -n 's/^\([A-Za-z0-9._-]*\)\(\[.*\]\)\?==.*/\1/p' requirements.txt)

bom: setup ## bills of materials (CycloneDX), of the product and of the scripts that check it, into var/
	@mkdir -p var
	@$(TOOL) 'cyclonedx-bom==7.*' cyclonedx-py requirements --output-file var/bom.cdx.json requirements.txt
	@! command -v npm >/dev/null || npm sbom --sbom-format cyclonedx --package-lock-only > var/bom-scripts.cdx.json
	@ls var/bom*.cdx.json

audit: setup ## known holes in what is pinned; asks pypi.org and the registry of npm
	@$(TOOL) 'pip-audit==2.*' pip-audit --requirement requirements.txt --require-hashes --disable-pip
	@! command -v npm >/dev/null || npm audit --package-lock-only

crash: setup ## 200 kills on each database amid what people and the site do, and what else goes wrong; KILLS=20 is quicker
	@$(BIN)/python -m tests.crash --kills $(KILLS)

soak: setup ## twenty minutes of writers, reviewers, editors and readers at full speed; MINUTES=5 is shorter
	@$(BIN)/python -m bench.soak --minutes $(MINUTES)

mutate: .venv/mutation ## the rules of who may sign and publish, changed on trial in small ways: a test must fail each time; hours. ONLY=quorum takes minutes
	@DATA_DIR=$(CURDIR)/var/mutation $(BIN)/python -m tests.mutation $(ONLY)

judge: setup ## the Nu HTML checker and Lighthouse on every kind of page; needs Java, Node and Chromium
	@$(BIN)/python -m bench.judge

bench: setup ## everything that has a bar, of speed or of sense; about half an hour on an idle machine
	@for each in evidence pages outage reading desk desk_lists search editor compare anchors references verifying; do \
		echo "== $$each"; $(BIN)/python -m bench.$$each || failed="$$failed $$each"; \
	done; test -z "$$failed" || { echo "Missed a bar, or failed:$$failed"; exit 1; }

format: setup ## put everything into shape
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .
	@git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2
	@! command -v npm >/dev/null || { $(MAKE) --no-print-directory node_modules/.package-lock.json && npm run --silent format; }

messages: setup ## collect what people read into the catalogs of translations, and compile them; needs gettext
	@command -v xgettext >/dev/null || { echo "This needs gettext (Debian: apt-get install gettext)."; exit 1; }
	@for each in django djangojs; do $(MANAGE) makemessages --domain $$each --all --no-wrap --no-location --no-obsolete \
		--verbosity 0 --ignore '.venv/*' --ignore 'node_modules/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'bench/*' --ignore 'cms/demo/*' || exit 1; done
	@$(MANAGE) compilemessages --verbosity 0 --ignore '.venv/*' --ignore 'var/*'
	@for each in cms/locale/*/LC_MESSAGES/*.po; do echo "$$each"; msgfmt --statistics --output-file=/dev/null $$each; done
