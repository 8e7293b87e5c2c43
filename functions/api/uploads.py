"""Uploads: a form to post a file with, a look at what it would become, and the move into its dataset."""

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from functions.api.datasets import Catalog, CurrentCatalog
from functions.api.descriptions import change
from functions.api.upload_answers import Choices, Confirmation, Confirmed, NewUpload, UploadForm, UploadPreview
from functions.api.world import CurrentWorld, World
from perennial import layout, side_layout
from perennial.dataset import Dataset, parse_description
from perennial.errors import (
    FileExists,
    InvalidDescription,
    InvalidRequest,
    NotReadyError,
    ObjectMissing,
    TransientError,
)
from perennial.file_names import safe_name
from perennial.remapping import with_mapping, with_settings
from perennial.sources import MAX_SOURCE_BYTES
from perennial.stages.descriptions import read_description

FORM_SECONDS = 3_600
NOT_YET = (
    "the file has not arrived: post it to the address that POST /api/uploads gave, then ask again. What nobody "
    "confirms is kept for three days."
)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploads that wait under pending/, and the datasets they are meant for."""

    world: World
    catalog: Catalog

    def begin(self, asked: NewUpload) -> UploadForm:
        """A form for a new upload; raises InvalidRequest for a name or a size that no file may have."""
        name = safe_name(asked.file_name)
        if not name:
            raise InvalidRequest("file_name: nothing of it can name a file; call it something like orders.csv.")
        if name == layout.DESCRIPTION_FILE:
            raise InvalidRequest("dataset.json describes a dataset; send it with PUT /api/datasets/{name}.")
        if asked.size_bytes > MAX_SOURCE_BYTES:
            size, most = f"{asked.size_bytes / 1e9:.1f} GB", f"{MAX_SOURCE_BYTES / 1e9:g} GB"
            raise InvalidRequest(f"{name} has {size}, and a file may have {most} at most; split it.")
        upload_id = self.world.new_id()
        form = self.world.ports.landing.presigned_post(
            layout.pending(upload_id, name), max_bytes=MAX_SOURCE_BYTES, expires_seconds=FORM_SECONDS
        )
        return UploadForm(
            upload_id=upload_id,
            file_name=name,
            url=form.url,
            fields=form.fields,
            max_bytes=MAX_SOURCE_BYTES,
            expires_in_seconds=FORM_SECONDS,
        )

    def preview(self, upload_id: str, dataset: str, choices: Choices) -> UploadPreview:
        """What the upload would become; raises NotReadyError before it arrived."""
        name = self.arrived(upload_id)
        description = self._described(dataset, choices)
        asked = {"upload_id": upload_id, "file_name": name, "dataset": dataset}
        answer = self.world.ports.functions.invoke(
            "ingest", {"preview": asked | {"description": description.model_dump(mode="json")}}
        )
        if not isinstance(answer, dict):
            raise TransientError("the preview came to nothing; the same request may go through in a moment.")
        if "missing" in answer:
            raise NotReadyError(NOT_YET)
        return UploadPreview.model_validate(asked | answer)

    def confirm(self, upload_id: str, dataset: str, choices: Confirmation) -> Confirmed:
        """Put the description in force and move the file into its dataset; said twice it is done once.

        Raises NotReadyError for an upload that is not there, FileExists where another file would be replaced unasked.
        """
        landing = self.world.ports.landing
        target = self._confirmed(upload_id)
        if target is None:
            name = self.arrived(upload_id)
            target = layout.landing_path(dataset, name)
            if not choices.replace and self._is_another(layout.pending(upload_id, name), target):
                raise FileExists(dataset, name)
            self._describe(dataset, choices)
            landing.write(side_layout.pending_confirmed(upload_id), json.dumps(target).encode(), "application/json")
        place = layout.landing_key(target)
        waiting = layout.pending(upload_id, place.file_name)
        if landing.head(waiting) is not None:
            landing.copy(waiting, target)
            landing.delete(waiting)
        words = f"{place.file_name} is read now into {place.dataset}; features, scores and the report follow."
        return Confirmed(dataset=place.dataset, key=target, in_words=words)

    def arrived(self, upload_id: str) -> str:
        """The name of the file that was posted; raises NotReadyError before that."""
        prefix = layout.pending_prefix(upload_id)
        names = (info.key.removeprefix(prefix) for info in self.world.ports.landing.list(prefix))
        name = next((name for name in names if "/" not in name), None)
        if name is None:
            raise NotReadyError(NOT_YET)
        return name

    def _confirmed(self, upload_id: str) -> str | None:
        try:
            target: str = json.loads(self.world.ports.landing.read(side_layout.pending_confirmed(upload_id)).body)
        except ObjectMissing:
            return None
        return target

    def _is_another(self, waiting: str, target: str) -> bool:
        there, new = self.world.ports.landing.head(target), self.world.ports.landing.head(waiting)
        return there is not None and (new is None or there.etag != new.etag)

    def _described(self, dataset: str, choices: Choices) -> Dataset:
        """The description that would be in force."""
        description = self._last_said(dataset)
        if choices.description is not None:
            description = with_settings(dataset, description, choices.description)
        if choices.mapping is not None:
            description = with_mapping(dataset, description, choices.mapping)
        return description

    def _last_said(self, dataset: str) -> Dataset:
        """The description as it was dropped last, which may not be in force yet; else the one in force."""
        try:
            body = self.world.ports.landing.read(layout.landing_path(dataset, layout.DESCRIPTION_FILE)).body
            return parse_description(dataset, body)
        except (ObjectMissing, InvalidDescription):
            return read_description(self.world.ports.lake, dataset)

    def _describe(self, dataset: str, choices: Choices) -> None:
        """Drop the description where it changes; it is put in force like any other."""
        wanted = self._described(dataset, choices)
        if wanted != self._last_said(dataset):
            change(self.world.ports, dataset, wanted.model_dump_json(exclude_unset=True).encode())


def target_dataset(catalog: Catalog, in_query: str | None, in_body: str | None = None) -> str:
    """The dataset an upload is meant for, which may be new; raises InvalidRequest."""
    if in_query is not None and in_body is not None and in_query != in_body:
        raise InvalidRequest("the query and the body name different datasets; name it once.")
    name = in_query or in_body
    if name is None:
        return catalog.chosen(None) if catalog.names() else layout.DEFAULT_DATASET
    if layout.DATASET_NAME.match(name) is None:
        raise InvalidRequest(
            f"dataset: {name!r} cannot name a dataset. Use letters, digits, dots, dashes and underscores, beginning "
            "with a letter or digit, at most 63."
        )
    return name


async def _uploads(world: CurrentWorld, catalog: CurrentCatalog) -> Uploads:
    return Uploads(world, catalog)


CurrentUploads = Annotated[Uploads, Depends(_uploads)]
