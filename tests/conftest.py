"""What every suite shares: the world in memory, a folder to work in, the real data beside the repository."""

import os
from pathlib import Path
from typing import Never

import pytest
from hypothesis import settings

from perennial.memory import MemoryPorts

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

settings.register_profile("developer", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.load_profile("ci" if IN_CI else "developer")


def skip_or_fail(missing_tool: str) -> Never:
    """Skip a test whose tool is not on this machine; in CI every tool is there, so its absence is a failure."""
    if IN_CI:
        pytest.fail(missing_tool, pytrace=False)
    pytest.skip(missing_tool)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data sets beside the repository; its tests skip on a fresh clone, in CI as well."""
    if not REAL_DATA.is_dir():
        pytest.skip("the public data sets are not beside this repository (../shared/data)")
    return REAL_DATA


@pytest.fixture
def ports() -> MemoryPorts:
    """Empty buckets, queues and tables."""
    return MemoryPorts()


@pytest.fixture
def work_dir(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    return tmp_path
