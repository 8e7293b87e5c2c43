"""The template under the SAM CLI itself."""

import subprocess
from pathlib import Path

from tests.system import ROOT


def test_the_template_is_valid_for_sam(sam_venv: Path, tmp_path: Path):
    command = [sam_venv / "bin" / "sam", "validate", "--lint", "--template-file", ROOT / "template.yaml"]
    quiet = {
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": "us-east-1",
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(command, env=quiet, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
