"""Who was erased is known by keyed hashes alone."""

from perennial.suppression import NOBODY, Suppression, from_json, to_json

KEY = bytes(range(32))
LIST = Suppression(KEY).plus({"person": ["17850", "anna"], "order": ["536365"]})


def test_only_those_on_the_list_are_found_and_each_only_as_what_they_are() -> None:
    assert set(LIST.among("person", ["17850", "17851", "536365"])) == {"17850"}
    assert set(LIST.among("order", ["17850", "536365"])) == {"536365"}
    assert NOBODY.among("person", ["17850"]) == {}


def test_the_list_as_kept_names_nobody_and_under_another_key_finds_nobody() -> None:
    kept = to_json(LIST)
    assert not any(name in kept for name in (b"17850", b"anna", b"536365", KEY.hex().encode()))
    assert from_json(KEY, kept) == LIST
    assert from_json(bytes(32), kept).among("person", ["17850", "anna"]) == {}


def test_adding_somebody_twice_changes_nothing() -> None:
    assert LIST.plus({"person": ["anna"]}) == LIST
