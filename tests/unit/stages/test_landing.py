"""A dataset's objects are those of its folder; the default dataset also owns what lies in no folder."""

from perennial.memory_objects import MemoryObjects
from perennial.stages.landing import landed


def dropped(*keys: str) -> MemoryObjects:
    landing = MemoryObjects()
    for key in keys:
        landing.write(key, b"x")
    return landing


def test_a_dataset_holds_its_own_folder_and_no_other_that_begins_alike():
    landing = dropped("landing/shop/a.csv", "landing/shop/2024/b.csv", "landing/shop-2/c.csv", "pending/shop/d.csv")
    assert [info.key for info in landed(landing, "shop")] == ["landing/shop/2024/b.csv", "landing/shop/a.csv"]


def test_files_outside_any_folder_belong_to_the_default_dataset():
    landing = dropped("landing/a.csv", "landing/default/b.csv", "landing/shop/c.csv")
    assert [info.key for info in landed(landing, "default")] == ["landing/a.csv", "landing/default/b.csv"]
