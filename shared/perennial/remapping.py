"""A description changed by a person who looked at one file: settings, and what that file's columns hold."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from perennial.dataset import MAPPED_FIELDS, ColumnMapping, Dataset
from perennial.errors import InvalidDescription

SUBSCRIBER_FIELDS = ("customer_id", "label", "recurring_amount")


def with_settings(name: str, description: Dataset, settings: Mapping[str, Any]) -> Dataset:
    """The description of the dataset of this name with these fields put in; raises InvalidDescription."""
    return _valid(name, description.model_dump(mode="json", exclude_unset=True) | dict(settings))


def with_mapping(name: str, description: Dataset, columns: Mapping[str, str]) -> Dataset:
    """The description under which a file with these columns is read by them: field -> column.

    The files there are keep the mapping they are read by, unless they have the very same columns. Raises
    InvalidDescription for fields that nobody knows or that are not enough.
    """
    content = description.model_dump(mode="json", exclude_unset=True)
    if "label" in columns:
        unknown = sorted(set(columns) - set(SUBSCRIBER_FIELDS))
        if unknown:
            raise InvalidDescription(
                name, f"{', '.join(unknown)} is nothing that a subscriber's columns are mapped to."
            )
        return _valid(name, content | dict(columns))
    mapping = _mapping(name, columns)
    if description.mapping is not None and _alike(description.mapping, mapping):
        return _valid(name, content | {"mapping": mapping.model_dump(exclude_none=True)})
    others = [one for one in description.other_mappings if not _alike(one, mapping)]
    return _valid(name, content | {"other_mappings": [one.model_dump(exclude_none=True) for one in (mapping, *others)]})


def _mapping(name: str, columns: Mapping[str, str]) -> ColumnMapping:
    try:
        return ColumnMapping.model_validate(dict(columns))
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(map(str, problem["loc"])) or "the columns"
        message = problem["msg"].removeprefix("Value error, ")
        known = ", ".join(MAPPED_FIELDS)
        raise InvalidDescription(name, f"mapping: {field}: {message}. Its fields are {known}.") from error


def _alike(one: ColumnMapping, other: ColumnMapping) -> bool:
    return set(one.columns()) == set(other.columns())


def _valid(name: str, content: Mapping[str, Any]) -> Dataset:
    try:
        return Dataset.model_validate(content)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "the whole"
        raise InvalidDescription(name, f"{where}: {problem['msg'].removeprefix('Value error, ')}.") from error
