"""However a text is read, the engine holds the same rows and the same sample of them."""

import pytest

from perennial import engine
from perennial.reading import detect_format
from perennial.row_store import row_stores

KEY = "landing/shop/orders.csv"
PLAIN = [f"{number},name {number}, {number}.5 " for number in range(300)]


def read(work_dir, rows, plain_from_bytes):
    """For each way the text is read: what it found."""
    path = work_dir / "file.csv"
    path.write_text("\n".join(["id,name,total", *rows]) + "\n")
    found = []
    with engine.connection(work_dir) as con:
        for store in row_stores(con, path, detect_format(KEY, path), work_dir, plain_from_bytes):
            raw = con.execute("select * from raw_rows where broken is null order by all").fetchall()
            sample = con.execute("select * from sample_rows order by all").fetchall()
            found.append((store.plain_rows, store.plain_rows + store.rest_rows, raw, sample))
    return found


@pytest.mark.parametrize(
    ("odd", "plain_rows"),
    [([], [300, 300, 0]), (['x,"a, b",1'], [300, 0]), (["broken", ""], [300, 0]), (["1,,", ",,"], [302, 302, 0])],
)
def test_every_way_to_read_a_text_finds_the_same_rows_and_sample(work_dir, odd, plain_rows):
    ways = read(work_dir, [*PLAIN, *odd], 1)
    # Lines that are too few or too many cells show only once all are read, or in the sample of a short text.
    assert [way[0] for way in ways] == plain_rows
    assert len({str(way[1:]) for way in ways}) == 1


def test_a_short_text_is_read_by_the_reader_alone(work_dir):
    assert [way[0] for way in read(work_dir, PLAIN, 1 << 30)] == [0]
