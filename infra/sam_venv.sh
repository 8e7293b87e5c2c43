#!/bin/sh
# Make an environment with the AWS SAM CLI, its Lambda emulator and the Lambda runtime client. It stands apart from
# .venv because its pins conflict with ours; tests/deployed finds it by PERENNIAL_SAM_VENV.
# Usage: sam_venv.sh FOLDER
set -eu
folder=$1
root=$(cd "$(dirname "$0")/.." && pwd)

# Python 3.13 if there is one: only there can the packaged functions, which are built for it, run as well.
for python in python3.13 "$root/.venv/bin/python" python3 python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && break
    python=
done
test -n "$python" || { echo "sam_venv.sh needs Python 3.12 or newer, best 3.13." >&2; exit 1; }

"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$root/infra/sam-requirements.txt"
