"""Thinning: fewer rows, the same means, and the rare ones first."""

import numpy as np
import pytest

from perennial.models.panel import Examples
from perennial.models.thinning import thinned


def examples(spenders, others):
    random = np.random.default_rng(1)
    target = np.concatenate([random.lognormal(0, 1, spenders), np.zeros(others)])
    random.shuffle(target)
    ids = np.arange(len(target)).astype(str).astype(object)
    return Examples(ids, np.arange(len(target), dtype=np.float64)[:, None], target)


def test_few_examples_stay_as_they_are():
    few = examples(10, 20)
    assert thinned(few, 30) is few


def test_nobody_who_spent_is_left_out_while_there_is_room():
    many = examples(100, 5000)
    few = thinned(many, 1000)
    assert len(few.target) == 1000
    assert (few.target > 0).sum() == 100
    assert few.mean_target == pytest.approx(many.mean_target)


def test_too_many_of_either_kind_are_thinned_evenly_and_weigh_as_much_as_before():
    many = examples(4000, 8000)
    few = thinned(many, 1000)
    assert ((few.target > 0).sum(), (few.target == 0).sum()) == (500, 500)
    assert few.mean_of((few.target > 0).astype(np.float64)) == pytest.approx(1 / 3)
    assert few.mean_target == pytest.approx(many.mean_target, rel=0.1)


def test_where_everybody_is_alike_every_place_is_theirs():
    assert len(thinned(examples(0, 5000), 1000).target) == 1000
    assert len(thinned(examples(5000, 0), 1000).target) == 1000


def test_rows_stay_in_order_with_what_they_say():
    few = thinned(examples(300, 3000), 500)
    assert (np.diff(few.matrix[:, 0]) > 0).all()
    assert few.customer_ids.tolist() == [str(int(row)) for row in few.matrix[:, 0]]
