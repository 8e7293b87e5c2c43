"""A description changed for one file: the others keep what they are read by."""

import pytest

from perennial.dataset import ColumnMapping, Dataset
from perennial.errors import InvalidDescription
from perennial.remapping import with_mapping, with_settings

USUAL = {"customer_id": "kunde", "order_datetime": "datum", "order_total": "betrag"}
OTHER = {"customer_id": "client", "order_datetime": "le", "order_total": "total"}


def test_the_mapping_of_one_file_leaves_the_one_for_all_as_it_is():
    changed = with_mapping("shop", Dataset.model_validate({"mapping": USUAL, "returns": "drop"}), OTHER)
    assert changed == Dataset.model_validate({"mapping": USUAL, "other_mappings": [OTHER], "returns": "drop"})


def test_the_newest_mapping_is_tried_first_and_the_same_one_stands_once():
    once = with_mapping("shop", Dataset(), USUAL)
    twice = with_mapping("shop", once, OTHER)
    assert [one.customer_id for one in twice.other_mappings] == ["client", "kunde"]
    assert with_mapping("shop", twice, OTHER) == twice


def test_another_reading_of_the_same_columns_takes_the_place_of_the_old_one():
    wrong = Dataset.model_validate({"mapping": USUAL | {"customer_id": "betrag", "order_total": "kunde"}})
    assert with_mapping("shop", wrong, USUAL) == Dataset(mapping=ColumnMapping.model_validate(USUAL))


def test_the_columns_of_subscribers_are_put_into_their_own_fields():
    changed = with_mapping("gym", Dataset(returns="drop"), {"customer_id": "nr", "label": "gone"})
    assert (changed.kind, changed.customer_id, changed.label) == (None, "nr", "gone")
    assert changed.described_kind() == "subscribers"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"customer_id": "a", "order_datetime": "b"}, "order_total"),
        ({"order_datetime": "b", "order_total": "c"}, "customer_id"),
        (USUAL | {"colour": "x"}, "colour"),
        ({"customer_id": "a", "label": "b", "order_total": "c"}, "order_total"),
        ({"customer_id": "", "order_datetime": "b", "order_total": "c"}, "customer_id"),
    ],
)
def test_what_is_not_enough_or_unknown_is_refused_by_name(columns, reason):
    with pytest.raises(InvalidDescription, match=reason):
        with_mapping("shop", Dataset(), columns)


def test_a_dataset_of_subscribers_is_not_mapped_as_orders():
    with pytest.raises(InvalidDescription, match="subscribers"):
        with_mapping("gym", Dataset(kind="subscribers"), USUAL)


def test_settings_change_what_they_name_and_nothing_else():
    before = Dataset.model_validate({"mapping": USUAL, "horizons_days": [30]})
    changed = with_settings("shop", before, {"returns": "drop"})
    assert changed == before.model_copy(update={"returns": "drop"})


@pytest.mark.parametrize("settings", [{"returns": "perhaps"}, {"colour": "red"}, {"horizons_days": []}])
def test_settings_that_do_not_hold_together_are_refused_by_name(settings):
    with pytest.raises(InvalidDescription, match=next(iter(settings))):
        with_settings("shop", Dataset(), settings)
