# Every recipe works on the environment that the README's test command makes.

bin := ".venv/bin"

# list what can be done
default:
    @just --list

# everything a merge has to pass: format, lint, types, import rules, tests, docs up to date
check: && test
    .ci/checks

# the tests, on two cores
test *ARGS:
    {{bin}}/pytest -n 2 {{ARGS}}

# the long tests: many kills, many writers, many mutants
soak *ARGS:
    REPAIRJOURNAL_SOAK=1 {{bin}}/pytest -n 2 {{ARGS}}

# put format and imports in order
fix:
    {{bin}}/ruff format .
    {{bin}}/ruff check --fix .

# docs/commands.md from the program's own help
docs:
    {{bin}}/python docs/make.py

# start-up beside the bare interpreter (add --peers for jrnl and Watson)
bench *ARGS:
    {{bin}}/python benchmarks/startup.py {{ARGS}}

# write requirements.lock anew from pyproject.toml (needs uv)
lock:
    echo '# Names, versions and hashes of everything an install for development brings. Made by `just lock`.' > requirements.lock
    uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra pdf --extra age --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml >> requirements.lock
