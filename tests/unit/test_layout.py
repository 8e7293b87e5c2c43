"""Keys: taken apart, put together, and valid as dataset names."""

import pytest

from perennial import layout


@pytest.mark.parametrize(
    ("key", "dataset", "file_name"),
    [
        ("landing/shop/january.csv", "shop", "january.csv"),
        ("landing/shop/2011/01/january.csv", "shop", "january.csv"),
        ("landing/january.csv", "default", "january.csv"),
        ("landing/shop/Umsätze Jänner 2011.csv", "shop", "Umsätze Jänner 2011.csv"),
    ],
)
def test_a_landing_key_names_its_dataset_and_file(key, dataset, file_name):
    place = layout.landing_key(key)
    assert (place.key, place.dataset, place.file_name) == (key, dataset, file_name)
    assert place.has_valid_dataset


@pytest.mark.parametrize("name", ["my shop", "Büro", ".hidden", "-x", "a" * 64, "a/b", "a\n", ""])
def test_a_folder_that_cannot_go_into_addresses_is_no_dataset(name):
    assert not layout.LandingKey("landing/x", name, "x.csv").has_valid_dataset


def test_the_description_is_told_by_its_file_name_alone():
    assert layout.landing_key("landing/shop/dataset.json").is_description
    assert layout.landing_key("landing/dataset.json").is_description
    assert not layout.landing_key("landing/shop/dataset.csv").is_description


def test_a_file_dropped_into_a_dataset_is_found_in_it():
    key = layout.landing_path("shop", "january.csv")
    assert key.startswith(layout.landing_prefix("shop"))
    assert layout.landing_key(key).dataset == "shop"


def test_a_receipt_says_its_dataset_and_is_different_for_every_key():
    first, second = layout.receipt("shop", "landing/shop/a b.csv"), layout.receipt("shop", "landing/shop/ä.csv")
    assert first != second
    assert layout.dataset_of_receipt(first) == "shop"
    assert first.startswith(layout.RECEIPTS_PREFIX)


def test_no_two_kinds_of_object_share_a_key():
    keys = [
        layout.description("shop"),
        layout.receipt("shop", "k"),
        layout.clean_file("shop", "order_lines", "i"),
        layout.rejects_file("shop", "i"),
        layout.quality_file("shop", "i"),
        layout.features_folder("shop", "s"),
        layout.features_pointer("shop"),
        layout.scores_folder("shop", "s"),
        layout.scores_pointer("shop"),
    ]
    assert len({key.split("/")[0] + key.rpartition("/")[2] for key in keys}) == len(keys)
