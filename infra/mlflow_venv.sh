#!/bin/sh
# Make an environment with a whole MLflow, server and all. It stands apart from .venv because its pins conflict with
# ours; tests/functions/test_tracking.py finds it by PERENNIAL_MLFLOW_VENV.
# Usage: mlflow_venv.sh FOLDER
set -eu
folder=$1
root=$(cd "$(dirname "$0")/.." && pwd)

for python in "$root/.venv/bin/python" python3 python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
    python=
done
test -n "$python" || { echo "mlflow_venv.sh needs Python 3.12 or newer." >&2; exit 1; }

"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$root/infra/mlflow-requirements.txt"
