"""What the local stack keeps on disk: blobs, and a manifest that names them and is always replaced as a whole."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptObject:
    """An object as kept; `blob` names the file with its bytes."""

    etag: str
    content_type: str
    blob: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything kept: objects by bucket and key, and by table the blob with its items."""

    objects: dict[str, dict[str, KeptObject]] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    def blobs(self) -> set[str]:
        """The names of all files it needs."""
        return {kept.blob for keys in self.objects.values() for kept in keys.values()} | set(self.tables.values())


class Folder:
    """The folder that holds one manifest and its blobs."""

    def __init__(self, path: Path) -> None:
        self._manifest = path / "manifest.json"
        self._blobs = path / "blobs"
        self._blobs.mkdir(parents=True, exist_ok=True)

    def load(self) -> Manifest:
        """What was kept last; nothing at first."""
        if not self._manifest.exists():
            return Manifest()
        content = json.loads(self._manifest.read_text())
        objects = {
            bucket: {key: KeptObject(**kept) for key, kept in keys.items()}
            for bucket, keys in content["objects"].items()
        }
        return Manifest(objects, content["tables"])

    def commit(self, manifest: Manifest) -> None:
        """Replace the manifest."""
        with _replaced(self._manifest) as path:
            path.write_text(json.dumps(asdict(manifest)))

    def clean(self, needed: set[str]) -> None:
        """Remove all blobs but these."""
        for path in self._blobs.iterdir():
            if path.name not in needed:
                path.unlink()

    def blob(self, name: str) -> Path:
        """Where a blob is."""
        return self._blobs / name

    @contextmanager
    def new_blob(self) -> Iterator[tuple[str, Path]]:
        """Write a blob: gives its name and the path to write to."""
        name = uuid.uuid4().hex
        with _replaced(self._blobs / name) as path:
            yield name, path


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    partial = path.with_name(f"{path.name}.partial")
    yield partial
    partial.replace(path)
