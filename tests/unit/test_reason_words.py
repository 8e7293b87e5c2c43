"""The words of reasons: something to say about every feature, once."""

from collections import Counter

import pytest

from perennial.models.panel import FEATURE_NAMES
from perennial.reason_words import TOPICS, Topic, topics_for
from perennial.tables import FEATURES

every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


def test_every_feature_of_the_models_belongs_to_one_topic() -> None:
    assert Counter(name for topic in TOPICS for name in topic.features) == Counter(FEATURE_NAMES)


@every_topic
def test_a_topic_quotes_its_own_features_in_their_unit(topic: Topic) -> None:
    assert set(topic.quoted) <= set(topic.features)
    assert topic.words.count("{}") == 1
    meanings = [column.meaning for column in FEATURES.columns if column.name in topic.quoted]
    expected = {"money": "currency", "days": "days", "orders": "orders", "products": "products", "percent": "ratio"}
    for name, meaning in zip(topic.quoted, meanings, strict=True):
        assert expected[topic.quantity] in f"{name}: {meaning}"


@every_topic
def test_no_reason_claims_a_cause(topic: Topic) -> None:
    said = " ".join((topic.words, topic.zero, topic.unknown)).split()
    assert not {"because", "due", "causes", "caused", "makes", "therefore", "drives"} & set(said)


def test_a_feature_nothing_is_written_about_speaks_for_itself() -> None:
    recency, contract = topics_for(("contract_months", "recency_days"))
    assert recency.name == "recency"
    assert (contract.name, contract.features, contract.words) == (
        "contract months",
        ("contract_months",),
        "contract months {}",
    )
