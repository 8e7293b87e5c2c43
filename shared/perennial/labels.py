"""The words in which a label says that a customer left, stayed, or is not known to have done either."""

# Compared without case and without the dot some exports leave after a truth value.
HAS_LEFT = (
    *("yes", "y", "true", "t", "1", "1.0", "churn", "churned", "churner", "churned customer", "left", "leaver"),
    *("exited", "gone", "lapsed", "lost", "cancelled", "canceled", "unsubscribed", "terminated", "closed"),
    *("deactivated", "inactive", "attrited", "attrited customer", "attrition", "ja", "si", "sí", "sim", "oui"),
)
HAS_STAYED = (
    *("no", "n", "false", "f", "0", "0.0", "stayed", "active", "existing", "existing customer", "retained", "kept"),
    *("current", "loyal", "joined", "open", "renewed", "remained", "subscribed", "not left", "not exited"),
    *("not churned", "no churn", "non-churn", "non churn", "nonchurn", "non-churner", "not attrited"),
    *("nein", "não", "nao", "non"),
)
UNKNOWN = ("nan", "null", "none", "n/a", "na", "<na>", "?", "unknown")


def label_sql(column: str) -> str:
    """The text of a label, null where it says that nothing is known."""
    return f"case when {_folded(column)} in {UNKNOWN} then null else {column} end"


def has_left_sql(column: str) -> str:
    """Whether the label says that the customer left; null where it says neither."""
    return f"case when {_folded(column)} in {HAS_LEFT} then true when {_folded(column)} in {HAS_STAYED} then false end"


def _folded(column: str) -> str:
    return f"rtrim(lower({column}), '.')"
