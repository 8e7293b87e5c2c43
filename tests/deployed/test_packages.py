"""The packages that `make build` makes: they fit, they are whole, and they answer under the real runtime."""

import json
import sys

import pytest

from perennial import layout
from tests.deployed.conftest import package_of
from tests.deployed.runtime import invoke
from tests.system import saved_event

ZIPPED = ("IngestFunction", "FeaturesFunction", "ApiFunction")
MOST_MIB = 220  # AWS stops at 250
KEY = "landing/shop/orders of May+(2026).csv"
ORDERS = b"customer_id,order_id,order_datetime,product_id,quantity,unit_price\n" + b"".join(
    f"c{n % 7},o{n},2026-0{1 + n % 5}-1{n % 9} 10:00:00,p{n % 3},{1 + n % 2},9.50\n".encode() for n in range(60)
)


@pytest.mark.parametrize("logical_id", ZIPPED)
def test_a_package_fits_a_zipped_function(logical_id):
    sizes = [path.stat().st_size for path in package_of(logical_id).rglob("*") if path.is_file()]
    assert sum(sizes) / 2**20 < MOST_MIB


@pytest.mark.parametrize("logical_id", ZIPPED)
def test_a_package_can_be_read_by_the_user_lambda_runs_it_as(logical_id):
    needed = {path: 0o555 if path.is_dir() else 0o444 for path in package_of(logical_id).rglob("*")}
    assert [path for path, mode in needed.items() if path.stat().st_mode & mode != mode] == []


@pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="only Python 3.13 makes the bytecode Lambda's reads")
@pytest.mark.parametrize("logical_id", ZIPPED)
def test_a_package_brings_its_bytecode_and_no_tests(logical_id):
    package = package_of(logical_id)
    sources = [path for path in package.rglob("*.py") if "/functions/" in str(path) or "/perennial/" in str(path)]
    assert sources
    for source in sources:
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
        unchecked_hash = 0b01
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == unchecked_hash
    assert not [path for path in package.rglob("tests") if path.is_dir()]


def test_a_dropped_file_becomes_clean_rows_and_then_features(deploy, ports):
    ports.landing.write(KEY, ORDERS)
    assert invoke(deploy("IngestFunction"), saved_event("ingest_file_dropped")) == {"batchItemFailures": []}
    state = ports.state.file("shop", KEY)
    assert state is not None
    assert (state.status, state.rows_read, state.rows_kept) == ("clean", 60, 60)
    receipts = saved_event("features_receipts")
    assert invoke(deploy("FeaturesFunction"), receipts) == {"batchItemFailures": []}
    pointer = json.loads(ports.lake.read(layout.features_pointer("shop")).body)
    assert pointer["detail"]["customers"] == 7


def test_the_api_answers_that_it_is_well(deploy):
    answer = invoke(deploy("ApiFunction"), saved_event("api_health"))
    assert answer["statusCode"] == 200, answer
    assert json.loads(answer["body"])["status"] == "ok"
