"""Reasons for subscribers in words."""

import numpy as np

from perennial.models.subscriber_inputs import Encoding, InputColumn
from perennial.subscriber_words import reasons_in_words

ENCODING = Encoding(
    (
        InputColumn("Contract", "category", ("Month-to-month",)),
        InputColumn("tenure", "number"),
        InputColumn("paperless", "flag"),
        InputColumn("since", "date"),
    )
)
COLUMNS = {
    "Contract": np.array(["Month-to-month", "never seen", None], dtype=object),
    "tenure": np.array([2.0, 1234.5, np.nan]),
    "paperless": np.ma.masked_array([True, False, False], mask=[False, False, True]),
    "since": np.array([412.0, 0.0, np.nan]),
}


def told(effects, churn=0.5, start=0.2, columns=COLUMNS, together=()):
    rows = len(effects)
    churn, start = np.full(rows, churn), np.full(rows, start)
    return reasons_in_words(ENCODING, columns, np.array(effects), churn, start, together=together).tolist()


def test_the_greatest_effects_come_first_with_the_value_and_the_points():
    assert told([[0.18, -0.051, 0.02, 0.3]] * 1, columns={name: one[:1] for name, one in COLUMNS.items()}) == [
        [
            "associated with: since is 412 days before the last one (+30 points)",
            "associated with: Contract is Month-to-month (+18 points)",
            "associated with: tenure is 2 (-5.1 points)",
        ]
    ]


def test_values_are_told_as_people_write_them():
    effects = [[0.1, 0.2, 0.3, 0.0]] * 3
    facts = [[text.split(": ")[1].rpartition(" (")[0] for text in row] for row in told(effects)]
    assert facts == [
        ["paperless is yes", "tenure is 2", "Contract is Month-to-month"],
        ["paperless is no", "tenure is 1,234", "Contract is never seen"],
        ["paperless is not known", "tenure is not known", "Contract is not known"],
    ]


def test_what_hardly_matters_is_no_reason():
    one = {name: column[:1] for name, column in COLUMNS.items()}
    assert told([[0.004, -0.001, 0.1, 0.0]], columns=one)[0][1:] == [None, None]
    assert told([[0.004, 0.0, 0.0, 0.0]], churn=0.01, start=0.02, columns=one)[0][0].endswith("(+0.40 points)")


def test_without_a_probability_there_are_no_reasons():
    assert told([[np.nan] * 4] * 3, churn=np.nan) == [[None] * 3] * 3


def test_attributes_that_move_together_are_one_reason_with_the_sum_of_their_effects():
    one = {name: column[:1] for name, column in COLUMNS.items()}
    assert told([[0.2, 0.44, 0.0, -0.17]], columns=one, together=(("since", "tenure"),))[0] == [
        "associated with: tenure is 2 and since is 412 days before the last one (+27 points)",
        "associated with: Contract is Month-to-month (+20 points)",
        None,
    ]


def test_effects_that_cancel_out_are_no_reason():
    one = {name: column[:1] for name, column in COLUMNS.items()}
    assert told([[0.0, 0.4, 0.0, -0.4]], columns=one, together=(("tenure", "since"),)) == [[None] * 3]


def test_of_a_group_the_two_greatest_effects_are_named_and_only_what_would_be_a_reason():
    together = (("Contract", "tenure", "paperless"),)
    effects = [[0.01, -0.2, 0.1, 0.0], [0.3, 0.001, 0.0, 0.0], [0.001, 0.0, 0.2, 0.1]]
    assert [row[0].split(": ")[1] for row in told(effects, together=together)] == [
        "tenure is 2 and paperless is yes (-9.0 points)",
        "Contract is never seen (+30 points)",
        "paperless is not known (+20 points)",
    ]


def test_an_attribute_without_a_column_is_not_known():
    assert told([[0.0, 0.1, 0.0, 0.0]], columns={})[0][0] == "associated with: tenure is not known (+10 points)"


def test_a_long_value_is_cut():
    long = {"Contract": np.array(["x" * 200], dtype=object)}
    assert "…" in told([[0.1, 0.0, 0.0, 0.0]], columns=long)[0][0]
