"""The error tree: one root, and messages that name the thing, what is wrong and what to do."""

import inspect
import re

import pytest

from perennial import errors
from perennial.errors import (
    ConflictError,
    InvalidApiKey,
    InvalidDescription,
    NoModelYet,
    ObjectMissing,
    PerennialError,
    UnknownColumns,
    UnknownCustomer,
    UnknownDataset,
    UnreadableFile,
)

CLASSES = [one for _, one in inspect.getmembers(errors, inspect.isclass) if one.__module__ == errors.__name__]
MESSAGES = [
    UnreadableFile("landing/shop/a.csv", "the file is empty. Upload it again with its rows."),
    UnknownColumns("landing/shop/a.csv", ("customer_id",), ("foo", "bar")),
    UnknownColumns("landing/shop/a.csv", ("customer_id",), ()),
    InvalidDescription("shop", "it is not JSON. Upload a JSON object."),
    UnknownCustomer("shop", "c1"),
    UnknownDataset("shop", ("other",)),
    UnknownDataset("shop", ()),
    ObjectMissing("features/shop/x.parquet"),
    NoModelYet("shop"),
    InvalidApiKey(),
    ConflictError("features/shop/current.json"),
]


@pytest.mark.parametrize("error", CLASSES)
def test_everything_stems_from_one_root_and_is_explained(error: type[Exception]) -> None:
    assert issubclass(error, PerennialError)
    assert error.__doc__


def test_the_tree_drawn_in_the_docstring_is_the_tree_there_is() -> None:
    drawn, branch = {}, {}
    for depth, name in _drawn_lines():
        branch[depth] = name
        drawn[name] = branch.get(depth - 1)
    real = {error.__name__: error.__mro__[1].__name__ for error in CLASSES if error is not PerennialError}
    assert drawn == {"PerennialError": None, **real}


@pytest.mark.parametrize("error", MESSAGES, ids=lambda error: type(error).__name__)
def test_a_message_is_made_of_whole_sentences_without_gaps(error: PerennialError) -> None:
    message = str(error)
    assert message.endswith(".")
    assert not re.search(r"\bNone\b|\(\)|  |: \.|, \.", message)


def test_a_message_names_the_thing_and_what_to_do() -> None:
    assert "landing/shop/a.csv" in str(MESSAGES[0])
    assert "Upload a dataset.json" in str(MESSAGES[1])
    assert "foo, bar" in str(MESSAGES[1])
    assert "no columns" in str(MESSAGES[2])
    assert "known datasets: other" in str(MESSAGES[5])
    assert "none yet" in str(MESSAGES[6])
    assert "landing/shop/" in str(MESSAGES[8])


def test_a_refused_api_key_does_not_say_why() -> None:
    with pytest.raises(TypeError):
        InvalidApiKey("revoked")


def _drawn_lines():
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"(?P<indent>[│├└─ ]*)(?P<name>[A-Z]\w*(?:Error|[a-z]\w*))(?:\s{2,}|$)", line)
        if found and hasattr(errors, found["name"]):
            yield len(found["indent"]) // 4, found["name"]
