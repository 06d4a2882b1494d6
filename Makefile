# The two commands most people need: `make serve` opens the guide, `make test` runs every test. Both set everything up themselves.
PYTHON ?= python3
PORT ?= 8000
ENGINES ?= chromium firefox webkit
empty :=
space := $(empty) $(empty)
FOLDER ?= /srv/sim-cancellation-guide
VENV := .venv
BIN := $(VENV)/bin
TESTED := docs data overrides tests .ci
# The theme prints an advertisement for its successor on every build; the notes on its end of life are in CONTRIBUTING.
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help serve build pdf zip test check check-types check-yaml check-rest format test-browsers browsers-table exit-test sweep links stale new-carrier bench lock caddyfile third-party audit clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

serve: $(VENV)/site.stamp ## set up and open the guide with live reload (PORT=8000)
	@$(BIN)/python .ci/serve.py --port $(PORT)

build: $(VENV)/site.stamp ## write the guide to site/, strictly
	@$(BIN)/mkdocs build --quiet --strict --clean

pdf: $(VENV)/test.stamp ## print the whole guide to dist/, one PDF per language; the next build offers them
	@$(BIN)/python .ci/pdf.py

zip: $(VENV)/site.stamp ## pack the guide to dist/ as a folder that opens without a server; the next build offers it
	@$(BIN)/python .ci/zip.py

test: $(VENV)/test.stamp ## set up and run every test, linters included
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest

check: $(VENV)/test.stamp ## run formatters and linters without changing anything
	@$(MAKE) --no-print-directory --jobs=2 check-types check-yaml check-rest

check-types:
	@$(BIN)/mypy

check-yaml:
	@$(BIN)/yamllint --strict .

check-rest:
	@$(BIN)/ruff format --check --quiet tests overrides .ci
	@$(BIN)/ruff check --quiet tests overrides .ci
	@$(BIN)/biome check --error-on-warnings docs/assets
	@$(BIN)/zizmor --offline --quiet .github
	@$(BIN)/python -m tests.content.lint

format: $(VENV)/test.stamp ## let the formatters mend what they can
	@$(BIN)/ruff format --quiet tests overrides .ci
	@$(BIN)/ruff check --fix --quiet tests overrides .ci
	@$(BIN)/biome check --write docs/assets

test-browsers: $(VENV)/test.stamp ## walk the core of the guide in Chromium, Firefox and WebKit (ENGINES="firefox webkit")
	@sh .ci/engines.sh
	@mkdir -p .cache
	@$(BIN)/python -m pytest -m engines -k "$(subst $(space), or ,$(ENGINES))" --junitxml=.cache/engines.xml
	@$(BIN)/python -m tests.engines.report .cache/engines.xml

browsers-table: $(VENV)/test.stamp ## write what the last test-browsers found into the README
	@$(BIN)/python -m tests.engines.report .cache/engines.xml README.md

exit-test: $(VENV)/site.stamp ## see whether properdocs, which could take over from mkdocs, builds the same guide
	@sh .ci/setup.sh "$(PYTHON)" .cache/exit/venv .ci/exit/requirements.txt
	@$(BIN)/python .ci/exit_test.py

sweep: $(VENV)/test.stamp ## run the slow checks over every page
	@$(BIN)/python -m pytest -m sweep

links: $(VENV)/test.stamp ## ask every cited address whether it still answers (needs the internet)
	@$(BIN)/python .ci/external_links.py

stale: $(VENV)/site.stamp ## list the facts that are due for a check, and what the directory rests on
	@$(BIN)/python .ci/stale.py

new-carrier: $(VENV)/site.stamp ## write a commented file for a carrier (SLUG=its-name)
	@$(BIN)/python .ci/new_carrier.py "$(SLUG)"

bench: $(VENV)/test.stamp ## measure how the guide grows (takes minutes; nothing fails on a figure)
	@$(BIN)/python .ci/bench

cards: $(VENV)/test.stamp ## draw the pictures for link previews into dist/cards (the next build takes them)
	@$(BIN)/python .ci/cards.py
.PHONY: cards

lock: $(VENV)/test.stamp ## pin requirements*.in to exact versions and hashes
	@for name in requirements requirements-dev requirements-audit .ci/exit/requirements; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --output-file $$name.txt $$name.in || exit 1; \
	done

caddyfile: $(VENV)/site.stamp ## write dist/Caddyfile for the built site (FOLDER=/where/it/lies/on/the/server)
	@$(BIN)/python .ci/caddyfile.py --folder "$(FOLDER)"

third-party: $(VENV)/test.stamp ## list the work of others with its licences in THIRD-PARTY.md
	@$(BIN)/python .ci/third_party.py

audit: ## ask whether a pinned package has a known weakness (needs the internet)
	@sh .ci/setup.sh "$(PYTHON)" .cache/audit requirements-audit.txt
	@for name in requirements requirements-dev requirements-audit .ci/exit/requirements; do \
	  .cache/audit/bin/pip-audit --vulnerability-service osv --strict --disable-pip --require-hashes --requirement $$name.txt || exit 1; \
	done

clean: ## remove everything that was built or installed
	@rm -rf $(VENV) site dist .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/site.stamp: requirements.txt
	@sh .ci/setup.sh "$(PYTHON)" "$(VENV)" requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/site.stamp
	@sh .ci/setup.sh "$(PYTHON)" "$(VENV)" requirements-dev.txt
	@sh .ci/browser.sh "$(VENV)"
	@sh .ci/caddy.sh
	@touch $@
