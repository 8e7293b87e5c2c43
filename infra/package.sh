#!/bin/sh
# Put one zipped function together as AWS Lambda gets it: its libraries for Lambda's platform, `perennial`, its own
# folder, and bytecode for all of it (without bytecode the first import takes more than twice as long).
# Usage: package.sh PYTHON FUNCTION TARGET        e.g. package.sh .venv/bin/python ingest build/IngestFunction
set -eu
python=$1 function=$2 target=$3
root=$(cd "$(dirname "$0")/.." && pwd)

"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' ||
    echo "package.sh: $python is not Python 3.13, so its bytecode does not help Lambda's; first starts will be slow." >&2

rm -rf "$target"
mkdir -p "$target/functions"
"$python" -m pip install --quiet --disable-pip-version-check --no-compile --target "$target" \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --implementation cp --python-version 3.13 --only-binary=:all: \
    --requirement "$root/functions/$function/requirements.txt"
cp -R "$root/shared/perennial" "$target/perennial"
cp -R "$root/functions/$function" "$target/functions/$function"

find "$target" -depth -type d \( -name tests -o -name __pycache__ \) -exec rm -rf {} +
find "$target" -type f \( -name '*.pyi' -o -name py.typed \) -delete
rm -rf "$target/bin"
# Bytecode that does not look at the source's time: the zip sets all times alike.
"$python" -m compileall -q -j 0 --invalidation-mode unchecked-hash "$target"
# Lambda runs the function as a user of its own, whatever this machine's umask is.
chmod -R a+rX "$target"
