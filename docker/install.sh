#!/bin/sh
# Installs copperbottom from the sources in this folder into the environment $1, from the lock with its hashes.
# The Dockerfile runs it; it needs Python 3.11 or newer and a package registry, and no container.
set -eu

place=${1:?which folder?}
builder=$(mktemp -d)
trap 'rm -rf "$builder"' EXIT

python3 -m venv "$builder"
"$builder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.txt
"$builder/bin/python" -m uv venv --quiet --no-python-downloads --python "$(command -v python3)" "$place"
"$builder/bin/python" -m uv pip sync --quiet --no-cache --link-mode copy --python "$place/bin/python" \
    --require-hashes requirements-run.lock
"$builder/bin/python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$builder/wheel" .
"$builder/bin/python" -m uv pip install --quiet --no-deps --offline --link-mode copy --python "$place/bin/python" \
    "$builder"/wheel/*.whl
