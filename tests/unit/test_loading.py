"""Rows in the engine: the same text, the same lines, blanks as null."""

from perennial import engine
from perennial.loading import column_at, create_rows, load_rows
from perennial.reading import detect_format, read_rows

KEY = "landing/shop/orders.csv"


def loaded(work_dir, content: str):
    path = work_dir / "file"
    path.write_text(content, encoding="utf-8", newline="")
    with engine.connection(work_dir) as con:
        layout = detect_format(KEY, path)
        create_rows(con, "loaded", len(layout.header))
        arrived = load_rows(con, "loaded", read_rows(path, layout), len(layout.header), work_dir)
        rows = con.execute("select * from loaded").fetchall()
        assert len(rows) == arrived
        return rows


def test_cells_are_text_without_the_blanks_around_them_and_null_where_nothing_else_is_left(work_dir):
    content = "id,name,total\n 007 ,\u00a0Größe\t,  \n"
    assert loaded(work_dir, content) == [(2, " 007 ,\u00a0Größe\t,  ", None, "007", "Größe", None)]


def test_a_broken_row_keeps_its_text_and_has_no_cells(work_dir):
    assert loaded(work_dir, "id,name\n1\n") == [(2, "1", "1 fields instead of 2", None, None)]


def test_quotes_separators_and_line_ends_inside_cells_arrive_unchanged(work_dir):
    content = 'id,name\n1,"a ""quoted"", \x1f separated\r\nand broken"\n'
    (row,) = loaded(work_dir, content)
    assert row[1] == content.partition("\n")[2].rstrip("\n")
    assert row[4] == 'a "quoted", \x1f separated\r\nand broken'


def test_rows_stay_in_file_order(work_dir):
    rows = loaded(work_dir, "id,name\n" + "".join(f"{number},x\n" for number in range(20_000)))
    assert [row[0] for row in rows] == list(range(2, 20_002))
    assert [row[3] for row in rows] == [str(number) for number in range(20_000)]


def test_nothing_is_left_in_the_work_folder(work_dir):
    loaded(work_dir, "id,name\n1,a\n")
    assert [path.name for path in work_dir.iterdir() if path.is_file()] == ["file"]


def test_columns_are_named_by_position():
    assert [column_at(0), column_at(7)] == ["c0", "c7"]
