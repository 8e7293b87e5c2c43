"""What it would pay to do: the same plan as the API's."""

from perennial.contact_list import outcome_for, prospects_of
from perennial.dataset import Dataset, Economics
from perennial.plan import plan_for
from perennial.plan_outcomes import CAVEAT
from perennial.report.economy import economy
from perennial.report.words import NOTHING, money
from tests.hand_index import customer, index_of_customers
from tests.report_facts import sources

INDEX = index_of_customers(*(customer(f"c{n:02}", spend=10.0 * n, churn=0.5) for n in range(1, 21)))
SURE = Dataset(currency="GBP", economics=Economics(incentive_cost=5.0, contact_success_rate=0.2))


def test_the_numbers_are_those_of_the_plan_that_contacts_everybody_worth_it():
    prospects = prospects_of(INDEX, outcome_for(INDEX, None), 0.0)
    full = plan_for(1_000.0, prospects, SURE.economics)
    section = economy(sources(description=SURE), INDEX)
    assert full.contacted == 15
    assert section.title.startswith(f"Contacting 15 customers for {money(full.cost, 'GBP')}")
    assert money(full.net, "GBP") in section.title
    assert section.tables[0].rows[-1] == ("£75", "15", money(full.expected_return, "GBP"), money(full.net, "GBP"))


def test_the_assumptions_and_what_becomes_of_the_plan_without_them_are_said():
    section = economy(sources(description=SURE), INDEX)
    assert "keeps 20% of those who would not order" in section.paragraphs[0]
    assert "pays for itself as long as" in section.paragraphs[-1]
    assert {row[0] for row in section.tables[1].rows} == {
        "As assumed", "Margin", "Incentive cost", "Contact success rate",
    }  # fmt: skip


def test_where_no_contact_pays_that_is_the_answer():
    dear = Dataset(economics=Economics(incentive_cost=1_000.0))
    section = economy(sources(description=dear), INDEX)
    assert section.title == "At these assumptions no contact pays"
    assert (section.charts, section.advice) == ((), "")


def test_a_withheld_forecast_gives_no_plan_and_the_reason():
    index = index_of_customers(customer("c1"), withheld={"expected_spend_90d": "needs 50 customers, has 1"})
    section = economy(sources(), index)
    assert "cannot be told yet" in section.title
    assert "needs 50 customers, has 1" in section.points[0]


def test_past_plans_are_told_with_their_interval_and_what_it_takes_for_them_to_count():
    measured = {"as_of": "2024-03-31", "horizon_days": 90, "contacted": 1800, "held_out": 200, "difference": 6.5,
                "low": 1.25, "high": 11.75, "return_per_contact": 2.6}  # fmt: skip
    unknown = measured | dict.fromkeys(("difference", "low", "high", "return_per_contact")) | {"held_out": 2}
    section = economy(sources(description=SURE, plan_effects=[measured, unknown]), INDEX)
    table = section.tables[-1]
    assert table.rows[0] == ("31 March 2024, 90 days", "1,800", "200", "£6.50", "£1.25 to £12", "£2.60")
    assert table.rows[1][2:] == ("2", NOTHING, NOTHING, NOTHING)
    assert section.notes == (CAVEAT,)


def test_past_plans_are_told_where_no_contact_pays_any_more_too():
    measured = {"as_of": "2024-03-31", "horizon_days": 90, "contacted": 9, "held_out": 9, "difference": -1.0,
                "low": -2.0, "high": 0.5, "return_per_contact": -0.4}  # fmt: skip
    dear = Dataset(currency="GBP", economics=Economics(incentive_cost=1_000.0))
    (table,) = economy(sources(description=dear, plan_effects=[measured]), INDEX).tables
    assert len(table.rows) == 1
