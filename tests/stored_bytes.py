"""Everything a system holds, as texts: each object taken out of what packs it, each record of each table."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import joblib
import numpy as np

from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects


def places_of(ports: MemoryPorts, needle: str, folder: Path) -> list[str]:
    """Where a text still stands: keys of objects, and names of tables and queues."""
    return [where for where, text in everything(ports, folder) if needle in text]


def everything(ports: MemoryPorts, folder: Path) -> Iterator[tuple[str, str]]:
    """Each place and what stands there."""
    for name in ("landing", "lake", "models"):
        bucket: MemoryObjects = getattr(ports, name)
        for info in bucket.list(""):
            yield f"{name} {info.key}", unpacked(info.key, bucket.read(info.key).body, folder)
    for name in ("state", "customers", "registry", "erasures"):
        yield f"table {name}", repr(vars(getattr(ports, name)))
    for name in ("ingest_queue", "train_queue", "score_queue", "report_queue", "erase_queue", "monitor_queue"):
        yield f"queue {name}", repr(getattr(ports, name).sent)
    yield "notices", repr(ports.notices.published)


def unpacked(key: str, body: bytes, folder: Path) -> str:
    """The text of an object, whatever it is packed in."""
    if key.endswith(".parquet"):
        return _parquet(body, folder)
    if key.endswith(".npz"):
        with np.load(io.BytesIO(body), allow_pickle=True) as arrays:
            return "\n".join(_array(arrays[name]) for name in arrays.files)
    if key.endswith(".joblib"):
        return repr(joblib.load(io.BytesIO(body)))
    if body[:2] == b"\x1f\x8b":
        return gzip.decompress(body).decode("utf-8", "replace")
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


def _array(array: np.ndarray) -> str:
    return array.tobytes().decode("utf-8", "replace") + repr(array.tolist())


def _parquet(body: bytes, folder: Path) -> str:
    path = folder / "searched.parquet"
    path.write_bytes(body)
    with duckdb.connect() as con:
        return repr(con.execute("select * from read_parquet($1)", [str(path)]).fetchall())
