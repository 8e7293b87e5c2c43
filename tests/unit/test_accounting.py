"""Features wait for exactly those landing objects that ingest has not settled."""

import pytest

from perennial.accounting import is_folder_marker, unaccounted
from perennial.objects import ObjectInfo
from perennial.records import FileState, FileStatus

KEY = "landing/shop/january.csv"


def state(key: str = KEY, *, status: FileStatus = "clean", etag: str = "e1", digest: str = "d1") -> FileState:
    return FileState("shop", key, status, etag, digest)


def test_an_object_nobody_has_read_is_waited_for():
    assert unaccounted([ObjectInfo(KEY, "e1", 9)], [], "d1") == (KEY,)


@pytest.mark.parametrize("status", ["clean", "failed"])
def test_an_object_read_as_it_is_now_is_settled_whether_it_was_clean_or_refused(status):
    assert unaccounted([ObjectInfo(KEY, "e1", 9)], [state(status=status)], "d1") == ()


def test_an_object_with_new_bytes_is_waited_for():
    assert unaccounted([ObjectInfo(KEY, "e2", 9)], [state()], "d1") == (KEY,)


def test_an_object_cleaned_under_another_description_is_waited_for():
    assert unaccounted([ObjectInfo(KEY, "e1", 9)], [state()], "d2") == (KEY,)


def test_an_object_that_came_back_after_it_was_gone_is_waited_for():
    assert unaccounted([ObjectInfo(KEY, "e1", 9)], [state(status="gone")], "d1") == (KEY,)


def test_a_description_is_settled_by_its_bytes_alone():
    key = "landing/shop/dataset.json"
    described = state(key, digest="")
    assert unaccounted([ObjectInfo(key, "e1", 9)], [described], "d1") == ()
    assert unaccounted([ObjectInfo(key, "e2", 9)], [described], "d1") == (key,)


def test_a_deleted_object_is_waited_for_until_its_rows_are_gone():
    assert unaccounted([], [state()], "d1") == (KEY,)
    assert unaccounted([], [state(status="gone")], "d1") == ()
    assert unaccounted([], [state(status="failed")], "d1") == ()


def test_a_folder_marker_is_nothing_to_wait_for():
    marker = ObjectInfo("landing/shop/2011/", "e1", 0)
    assert is_folder_marker(marker)
    assert unaccounted([marker], [], "d1") == ()


def test_an_empty_file_is_not_a_folder_marker():
    assert unaccounted([ObjectInfo("landing/shop/empty.csv", "e1", 0)], [], "d1") == ("landing/shop/empty.csv",)


def test_the_keys_waited_for_come_sorted_whatever_the_listing_order():
    infos = [ObjectInfo(f"landing/shop/{name}.csv", "e1", 9) for name in ("b", "a", "c")]
    assert unaccounted(infos, [], "d1") == tuple(sorted(info.key for info in infos))
