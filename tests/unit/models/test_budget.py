"""Budget: seconds since it was made, by the clock it was given."""

from perennial.models.budget import Budget


def test_a_budget_counts_from_the_moment_it_is_made_and_is_spent_at_its_end():
    now = [100.0]
    budget = Budget(10.0, lambda: now[0])
    now[0] = 109.0
    assert not budget.is_spent()
    now[0] = 110.0
    assert budget.is_spent()


def test_a_budget_of_nothing_is_spent_at_once():
    assert Budget(0.0, lambda: 5.0).is_spent()
    assert Budget(-3.0, lambda: 5.0).is_spent()
