"""The benchmarks run, small."""

from tests.benchmarks import Comparison, features, ingest, lists, reasons, scoring, subscribers
from tests.benchmarks.__main__ import as_table


def test_features_are_measured_in_two_ways_that_agree(work_dir):
    comparisons = features.measure(2_000, work_dir)
    assert as_table(iter(comparisons)).row_count == len(comparisons) == 2
    assert all(found.ratio > 0 for found in comparisons)


def test_reasons_are_measured_in_two_ways_that_agree(work_dir):
    assert [found.rows for found in reasons.measure(100, work_dir)] == [5, 5]


def test_scores_are_measured_in_two_ways_that_agree(work_dir):
    assert [found.rows for found in scoring.measure(400, work_dir)] == [20, 20, 20, 1]


def test_subscribers_are_measured_in_two_ways_that_agree(work_dir):
    assert [found.rows for found in subscribers.measure(4_000, work_dir)] == [200, 200]


def test_lists_are_measured_in_two_ways_that_agree(work_dir):
    assert [found.rows for found in lists.measure(5_000, work_dir)] == [5_000] * 3


def test_ingest_is_measured_against_the_bare_copy_by_the_engine_and_by_the_reader(work_dir):
    assert [found.rows for found in ingest.measure(5_000, work_dir)] == [5_000, 200]


def test_the_ratio_says_how_many_times_faster_ours_is():
    assert Comparison("sorting", 10, "ours", 2.0, "theirs", 6.0).ratio == 3.0
