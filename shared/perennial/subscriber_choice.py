"""Whether a table has one row for each customer and says who left, and which columns say so."""

from perennial.fitting import Fit
from perennial.labels import has_left_sql, label_sql
from perennial.loading import column_at
from perennial.looking import Guess, Look
from perennial.profiles import ColumnProfile

LEAST_SHARE_OF_CUSTOMERS = 0.9
OUTCOMES = 2
LEAST_OF_A_NAME = 0.3
WHO_LEFT = "its name says so, and it holds two values, of which one says that the customer left"


def subscribers_guess(look: Look) -> Guess:
    """The table as customers with a label of who left, with what it lacks for that.

    A customer stands in nearly every row once, and the label has two values that can be read, blanks aside.
    """
    found = look.best(("customer_id", "label"))
    customer = found.get("customer_id")
    labels = [fit for fit in look.fits("label") if _says_who_left(look, fit.column)]
    if labels:
        found["label"] = Fit(labels[0].column, labels[0].confidence, WHO_LEFT)
    lacking = [] if labels else ["label"]
    if customer is None or customer.column.distinct_share < LEAST_SHARE_OF_CUSTOMERS:
        lacking.append("customer_id")
    return Guess("customers", found, tuple(lacking))


def named_subscribers(look: Look) -> dict[str, Fit]:
    """The columns named most like a customer's id and a label, whatever they hold."""
    return look.best(("customer_id", "label"), LEAST_OF_A_NAME)


def _says_who_left(look: Look, profile: ColumnProfile) -> bool:
    column = column_at(profile.position)
    readable, words, unread = look.con.execute(
        f"""
        with labels as (select {label_sql(column)} as label, {has_left_sql(column)} as has_left from sample_rows)
        select count(distinct has_left), count(distinct lower(label)), count(label) - count(has_left) from labels
        """
    ).fetchall()[0]
    return bool(readable == words == OUTCOMES and not unread)
