"""Whether a table has one row for each customer and says who left, and which columns say so."""

from perennial.fitting import SURE_ENOUGH, Fit
from perennial.labels import has_left_sql, label_sql
from perennial.loading import column_at
from perennial.looking import Guess, Look
from perennial.naming import says_who_left, words_of
from perennial.profiles import ColumnProfile

LEAST_SHARE_OF_CUSTOMERS = 0.9
LEAST_SHARE_OF_LABELS = 0.9
OUTCOMES = 2
LEAST_OF_A_NAME = 0.3
BARE_ID = "it is called id, and beside a label of who left that is the customer's"
WHO_LEFT = "its name says so, and its words say who left and who stayed"


def subscribers_guess(look: Look) -> Guess:
    """The table as customers with a label of who left, with what it lacks for that.

    A customer stands in nearly every row once, and nearly all words of the label can be read.
    """
    found = _bare_id(look) | look.best(("customer_id", "label"))
    customer = found.get("customer_id")
    labels = [fit for fit in look.fits("label") if _says_who_left(look, fit.column)]
    if labels:
        found["label"] = Fit(labels[0].column, labels[0].confidence, WHO_LEFT)
    lacking = [] if labels else ["label"]
    if customer is None or customer.column.distinct_share < LEAST_SHARE_OF_CUSTOMERS:
        lacking.append("customer_id")
    return Guess("customers", found, tuple(lacking))


def _bare_id(look: Look) -> dict[str, Fit]:
    """A column called just id: beside a label it is the customer's."""
    bare = (profile for profile in look.profiles if words_of(profile.name) == ("id",))
    return {field: Fit(profile, SURE_ENOUGH, BARE_ID) for field, profile in zip(("customer_id",), bare, strict=False)}


def named_subscribers(look: Look) -> dict[str, Fit]:
    """The columns named most like a customer's id and a label, whatever they hold."""
    return _bare_id(look) | look.best(("customer_id", "label"), LEAST_OF_A_NAME)


def _says_who_left(look: Look, profile: ColumnProfile) -> bool:
    """Whether nearly every text of the column is read as a label.

    A file may hold those who left or those who stayed alone, or customers to be scored without any label; not so where
    the column's name may mean something else.
    """
    column = column_at(profile.position)
    outcomes, readable, labels = look.con.execute(
        f"""
        with labels as (select {label_sql(column)} as label, {has_left_sql(column)} as has_left from sample_rows)
        select count(distinct has_left), count(has_left), count(label) from labels
        """
    ).fetchall()[0]
    is_label = says_who_left(profile.name) or outcomes == OUTCOMES
    return bool(is_label and readable >= LEAST_SHARE_OF_LABELS * labels)
