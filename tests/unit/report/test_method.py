"""The method in plain words, who won, and what is withheld and why."""

from perennial.report.method import method, named, withheld
from tests.report_facts import sources, subscriber_sources


def test_the_winner_of_each_number_stands_beside_what_it_beat():
    (table,) = method(sources()).tables
    assert table.rows[0] == (
        "expected spend in 30 days", "hurdle", "2", "last 30 days",
        "25 % smaller (20 % to 30 % in nine of ten resamples)",
    )  # fmt: skip


def test_the_words_fit_the_kind_of_data_and_the_terms_of_worth_are_printed():
    assert "Orders are cleaned" in method(sources()).paragraphs[0]
    of_subscribers = method(subscriber_sources()).paragraphs
    assert "who leaves" in of_subscribers[0]
    assert of_subscribers[-1] == "Worth is margin."


def test_what_the_model_learnt_from_is_said():
    assert method(sources()).notes == ("Model v1 learnt from 600 order lines up to 30 June 2024.",)


def test_every_withheld_number_is_named_with_its_whole_reason():
    section = withheld(sources())
    assert section is not None
    assert section.tables[0].rows == (
        ("Expected spend in 365 days.", "365 days: needs orders over 760 days (a while), has 400; or more."),
    )


def test_numbers_withheld_for_one_reason_share_a_row_and_none_withheld_is_no_section():
    both = {"churn_probability_30d": "too few", "p_alive": "too few"}
    section = withheld(sources(manifest={"withheld": both}))
    assert section is not None
    assert section.tables[0].rows[0][0].startswith("Churn probability in 30 days and the probability of being")
    assert withheld(sources(manifest={})) is None


def test_score_columns_are_named_in_words():
    assert named("expected_spend_90d") == "expected spend in 90 days"
    assert named("churn_probability") == "churn probability"
