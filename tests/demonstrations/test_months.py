"""The demonstration's own words, on a reading and a forecast made by hand."""

from pathlib import Path

from tests.demonstrations.months import Month, decision_of, months_of, realised_in_words

VALUE = {"name": "recency_days", "psi": 0.3, "psi_limit": 0.2, "drifted": True}
READING = {"features": [VALUE, VALUE | {"name": "quiet", "psi": 0.01, "drifted": False}], "predictions": {}}
FORECAST = {
    "as_of": "2011-01-31",
    "horizon_days": 30,
    "expected": 500_000.0,
    "realised": 480_000.4,
    "inside": True,
    "roc_auc": 0.751,
    "roc_auc_at_training": None,
}


def test_daily_files_become_one_file_a_month_with_one_header(tmp_path: Path) -> None:
    folder = tmp_path / "online_retail"
    folder.mkdir()
    for day in ("2011-01-30", "2011-01-31", "2011-02-01"):
        (folder / f"{day}.csv").write_text(f"day,amount\n{day},1\n")
    months = {name: path.read_text() for name, path in months_of(tmp_path, tmp_path)}
    assert months == {
        "2011-01": "day,amount\n2011-01-30,1\n2011-01-31,1\n",
        "2011-02": "day,amount\n2011-02-01,1\n",
    }


def test_a_row_tells_drift_decisions_and_what_came_due() -> None:
    features = {"order_lines": 1000, "customers": 20, "as_of": "2011-02-28"}
    month = Month("2011-02", features, "v2", ["won"], READING | {"tripped": True}, [FORECAST], 1.0)
    assert month.cells() == [
        *("2011-02", "1,000", "20", "2011-02-28", "v2", "won", "1 of 2: recency_days 0.30/0.20, quiet 0.01/0.20"),
        "TRIPPED",
        "2011-01-31 30d: 500,000 / 480,000 held; AUC 0.751",
    ]


def test_what_is_not_known_is_said_to_be() -> None:
    withheld = FORECAST | {"expected": None, "inside": None, "roc_auc": None}
    assert realised_in_words(withheld) == "2011-01-31 30d: withheld / 480,000 no range"
    assert decision_of({}, "nothing_to_do") == "nothing to do"
    assert decision_of({"decision": {"kind": "refresh"}}, "done") == "refresh"
