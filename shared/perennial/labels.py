"""The words in which a label says that a customer left, stayed, or is not known to have done either."""

# Compared without case and without the dot some exports leave after a truth value.
HAS_LEFT = (
    *("yes", "y", "true", "t", "1", "1.0", "churn", "churned", "left", "exited", "gone", "lapsed", "cancelled"),
    *("canceled", "attrited", "attrited customer", "churned customer", "ja", "si", "sí", "sim", "oui"),
)
HAS_STAYED = (
    *("no", "n", "false", "f", "0", "0.0", "stayed", "active", "existing", "existing customer", "retained"),
    *("current", "loyal", "joined", "not churned", "no churn", "nein", "não", "nao", "non"),
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
