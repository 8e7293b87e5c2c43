"""Features of subscribers out of the clean customers of all files."""

from pathlib import Path

import numpy as np

from perennial import engine
from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.subscriber_features import headcount, stage_customers, write_features
from tests.subscriber_files import features_of


def clean(work_dir: Path, name: str, *rows: str) -> Path:
    folder = work_dir / name
    folder.mkdir()
    (folder / "a.csv").write_text("\n".join(["id,fee,churn", *rows]) + "\n")
    return clean_file(
        "landing/phone/a.csv", folder / "a.csv", Dataset(kind="subscribers"), folder, known_evidence={}
    ).tables["customers"]


def test_a_customer_of_two_files_counts_once_as_the_last_file_says(work_dir):
    files = [clean(work_dir, "may", "a,1,no", "b,2,no"), clean(work_dir, "june", "a,3,yes", "c,4,")]
    with engine.connection(work_dir) as con:
        assert stage_customers(con, files) == 1
        counts = headcount(con)
        assert (counts.customers, counts.labelled, counts.left) == (3, 2, 1)
        write_features(con, work_dir)
        assert con.execute("from features").fetchall() == [("a", True, 3.0), ("b", False, 2.0), ("c", None, 4.0)]


def test_without_files_there_are_no_customers(work_dir):
    with engine.connection(work_dir) as con:
        assert stage_customers(con, []) == 0
        assert write_features(con, work_dir) == {"columns": [], "columns_left_out": {}}


def test_the_csv_opens_safely_in_a_spreadsheet(work_dir):
    with engine.connection(work_dir) as con:
        stage_customers(con, [clean(work_dir, "may", "=a,x,no", "b,=y,no")])
        write_features(con, work_dir)
    assert (work_dir / "feature_store.csv").read_text().splitlines()[1:] == ["'=a,false,x", "b,false,'=y"]


def test_telco_has_numbers_with_eleven_unknown_totals(real_data, work_dir):
    (path,) = (real_data / "telco").glob("*.csv")
    columns, said = features_of(path, work_dir)
    kinds = {column["name"]: column["kind"] for column in said["columns"]}
    assert (kinds["TotalCharges"], kinds["tenure"], kinds["Contract"]) == ("number", "number", "category")
    assert int(np.ma.count_masked(columns["TotalCharges"])) == 11
    assert len(columns["customer_id"]) == 7043
