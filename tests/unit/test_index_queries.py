"""Lists of customers: the ones asked for, each once, in an order that pages cannot break."""

import base64
import json
from dataclasses import replace
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.errors import InvalidRequest
from perennial.index_queries import Cursor, Question, answer, holding, read_cursor
from perennial.score_index import ScoreIndex
from tests.hand_index import TERMS, customer, index_of_customers

INDEX = index_of_customers(
    customer("Anna-1", 50.0, 0.2, segment="loyal", tier="top", risk="low", recency_days=5),
    customer("anna-2", 10.0, 0.9, segment="lost", tier="low", risk="high", recency_days=300),
    customer("Bert", 10.0, 0.5, segment="lost", tier="low", risk="medium", recency_days=90),
    customer("Straße 7", segment="unknown"),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def asked(index: ScoreIndex = INDEX, **question: str | None) -> list[str]:
    return index.customer_ids(answer(index, Question(**question)))  # type: ignore[arg-type]  # words from a test


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, ["Anna-1", "Bert", "anna-2", "Straße 7"]),
        ({"order": "asc"}, ["Bert", "anna-2", "Anna-1", "Straße 7"]),
        ({"sort": "churn"}, ["anna-2", "Bert", "Anna-1", "Straße 7"]),
        ({"sort": "risk"}, ["Anna-1", "anna-2", "Bert", "Straße 7"]),
        ({"sort": "recency", "order": "asc"}, ["Anna-1", "Bert", "anna-2", "Straße 7"]),
        ({"sort": "customer_id"}, ["anna-2", "Straße 7", "Bert", "Anna-1"]),
        ({"segment": "lost"}, ["Bert", "anna-2"]),
        ({"segment": "lost", "risk": "high"}, ["anna-2"]),
        ({"tier": "top"}, ["Anna-1"]),
        ({"tier": "middle"}, []),
        ({"search": "ANNA"}, ["Anna-1", "anna-2"]),
        ({"search": "strasse"}, ["Straße 7"]),
        ({"search": "anna-3"}, []),
        ({"search": "\udcff"}, []),
        ({"search": ""}, ["Anna-1", "Bert", "anna-2", "Straße 7"]),
    ],
)
def test_a_question_finds_its_customers_in_order(question: dict[str, str], found: list[str]) -> None:
    assert asked(**question) == found


def test_a_segment_nobody_is_in_is_named_beside_those_there_are() -> None:
    with pytest.raises(InvalidRequest, match="'champions'; there are lost, loyal, unknown"):
        asked(segment="champions")


def test_what_is_withheld_cannot_sort_and_ids_do() -> None:
    assert asked(index_of_customers(customer("b", 1.0), customer("a", 2.0), value_horizon_days=None)) == ["a", "b"]


def test_a_list_of_nobody_is_empty() -> None:
    assert asked(index_of_customers(), search="a") == []


@given(st.lists(texts, unique=True, min_size=1, max_size=12), texts.filter(bool))
def test_a_search_finds_whose_id_holds_the_text_and_nobody_else(ids: list[str], part: str) -> None:
    index = index_of_customers(*map(customer, ids))
    found = [one for one, holds in zip(sorted(ids), holding(index, part), strict=True) if holds]
    assert found == [one for one in sorted(ids) if part.casefold() in one.casefold()]


@given(st.lists(st.sampled_from([1.0, 2.0, float("nan")]), max_size=20), st.sampled_from(["asc", "desc"]))
def test_every_customer_stands_in_a_list_once_and_sorted(spends: list[float], order: str) -> None:
    index = index_of_customers(*(customer(f"c{at:02}", spend) for at, spend in enumerate(spends)))
    listed = [(spends[int(one[1:])], one) for one in asked(index, order=order)]
    known = [pair for pair in listed if not isnan(pair[0])]
    sign = 1 if order == "asc" else -1
    assert known == sorted(known, key=lambda pair: (sign * pair[0], pair[1]))
    assert sorted(one for _, one in listed) == [f"c{at:02}" for at in range(len(spends))]
    assert all(isnan(spend) for spend, _ in listed[len(known) :])


def test_a_cursor_comes_back_as_it_was_handed_out() -> None:
    cursor = Cursor(TERMS.snapshot, Question().digest(), 50)
    assert read_cursor(cursor.text(), Question()) == cursor


def test_a_cursor_of_another_question_is_refused() -> None:
    cursor = Cursor(TERMS.snapshot, Question().digest(), 50)
    for other in (Question(risk="high"), Question(sort="churn"), Question(search="a"), Question(order="asc")):
        with pytest.raises(InvalidRequest, match="another question"):
            read_cursor(cursor.text(), other)


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "nonsense",
        "ä",
        encoded({}),
        encoded(["../../models/champion", Question().digest(), 1]),
        encoded([TERMS.snapshot, Question().digest(), -1]),
        encoded([TERMS.snapshot, Question().digest(), True]),
        encoded([TERMS.snapshot, Question().digest(), 1.5]),
        encoded([TERMS.snapshot, Question().digest()]),
    ],
)
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="cursor"):
        read_cursor(text, Question())


def test_pages_put_together_are_the_whole_list() -> None:
    index = index_of_customers(*(customer(f"c{at:03}", float(at % 3)) for at in range(100)))
    whole = answer(index, Question())
    places = range(0, len(whole), 7)
    cursors = [read_cursor(Cursor(TERMS.snapshot, Question().digest(), at).text(), Question()) for at in places]
    paged = [row for cursor in cursors for row in whole[cursor.place : cursor.place + 7].tolist()]
    assert paged == whole.tolist()
    assert len(set(paged)) == index.customers


def test_the_digest_names_the_whole_question() -> None:
    digests = {replace(Question(), **change).digest() for change in ({}, {"tier": "top"}, {"segment": "top"})}
    assert len(digests) == 3
