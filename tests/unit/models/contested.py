"""Small contests on the simulated shop, for tests of what is told of them."""

from duckdb import DuckDBPyConnection

from perennial.dataset import FitnessLimits
from perennial.models.baselines import BaseRate, HistoricRate
from perennial.models.budget import Budget
from perennial.models.candidates import LinearSpend, LogisticChurn
from perennial.models.contest import Contest
from perennial.models.fitness import fit_calendar
from perennial.models.panel import Panel, Target
from tests.simulated_shop import FIRST_DAY, last_day
from tests.unit.models.conftest import SHOP_DAYS

AMPLE = Budget(1e9, lambda: 0.0)
HORIZON_DAYS = 30


def contest_over(con: DuckDBPyConnection, target: Target) -> Contest:
    """A baseline and a line have competed for the 30 days' number."""
    panel = Panel(con)
    calendar = fit_calendar(panel, FIRST_DAY, last_day(SHOP_DAYS), HORIZON_DAYS, FitnessLimits())
    contest = Contest.over(panel, target, calendar, seed=1)
    contest.candidates = (
        (HistoricRate(HORIZON_DAYS), LinearSpend()) if target == "spend" else (BaseRate(), LogisticChurn())
    )
    for number in range(len(contest.candidates)):
        contest.enter(number, AMPLE)
    return contest
