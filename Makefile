# Sets up what it needs: a virtual environment in venv/, pinned tools in .tools/. Nothing outside this folder changes.
PYTHON ?= python3
STACK ?= dev
CLUSTER ?=
CLUSTER_HOME ?= .sandbox/cluster
N ?= 200
SEED ?= 1
# Only tests that run the program in their own process see a mutant of it.
MUTATED := components stack
MUTANT_TESTS := tests/unit tests/stack
RUN := venv/bin/python -m sandbox $(if $(CLUSTER),--cluster "$(CLUSTER)" --home "$(CLUSTER_HOME)")
SAY := @printf '\n── %s\n'
comma := ,
STACKS := $(subst $(comma), ,$(STACK))

define DEMO_OF
	$(SAY) "1/4 preview of the stack $(1): what would be built"
	@$(RUN) preview $(1)
	$(SAY) "2/4 up: the real engine builds $(1) on simulated clouds"
	@$(RUN) up $(1)
	$(SAY) "3/4 outputs: what other stacks and Grafana read"
	@$(RUN) outputs $(1)
	$(SAY) "4/4 up again: fails if anything would change"
	@$(RUN) up $(1) --expect-no-changes

endef

.DEFAULT_GOAL := help
.PHONY: help demo preview up refresh destroy outputs test lint format proof bench mutants tools clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z ]+:.*## /{printf "  make %-40s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  STACK=dev        the stack: a name (Pulumi.dev.yaml) or a path (tests/stacks/amp.yaml)"
	@echo "  STACK=hub,spoke-aks  several in one simulated world, one after another; destroy: the last one first"
	@echo "  CLUSTER=FILE     a kubeconfig: a real cluster instead of a simulated one (proof, in demo: one is started)"

demo: tools venv/.dev ## the main job on simulated clouds: preview, up, outputs, and a second up that changes nothing
ifeq ($(CLUSTER),proof)
	@tools/build helm etcd kubernetes kwok
	$(SAY) "a real control plane on loopback; its pods only pretend to run"
	@venv/bin/python -m tests.proof.support.cluster.with_cluster $(MAKE) --no-print-directory demo CLUSTER={kubeconfig} CLUSTER_HOME={home}
else
	$(foreach stack,$(STACKS),$(call DEMO_OF,$(stack)))
	$(SAY) "done; make destroy STACK=$(STACK) removes it again"
endif

preview up refresh destroy outputs: tools venv/.dev ## the same command on simulated clouds, of every STACK
	@$(RUN) $@ $(STACK)

test: tools venv/.dev ## unit tests, and every stack file through the real engine
	@venv/bin/python -m pytest tests -m "not proof" --numprocesses auto --dist worksteal

proof: tools venv/.dev ## every byte the program declares, given to the real software that will consume it
	@tools/build proof
	@PROOF_TABLE=docs/proof.md venv/bin/python -m pytest tests/proof -m proof

lint: venv/.dev ## formatting, style, types, layers
	venv/bin/ruff format --check .
	venv/bin/ruff check .
	venv/bin/basedpyright --warnings
	venv/bin/lint-imports --no-cache

format: venv/.dev ## formats the code
	venv/bin/ruff format .
	venv/bin/ruff check --fix .

bench: tools venv/.dev ## the program's own share of a preview, side by side with a flat and an empty program
	@venv/bin/python -m tests.bench

mutants: venv/.dev ## faults put into the program at random (N, SEED), and how many of them its tests notice
	@venv/bin/python -m tests.mutation --folders $(MUTATED) --tests $(MUTANT_TESTS) -n $(N) --seed $(SEED)

tools: venv/.program ## pinned pulumi in .tools/ (the one on PATH where it is new enough)
	@tools/build pulumi

clean: ## removes what was set up and the simulated clouds
	rm -rf venv .tools .sandbox

venv/bin/python:
	$(SAY) "virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv venv

venv/.program: requirements.txt | venv/bin/python
	$(SAY) "Python packages of the program (about a minute)"
	@venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

venv/.dev: requirements-dev.txt venv/.program
	$(SAY) "Python packages of the sandbox and the tests"
	@venv/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
