"""Lines that sum up the ones above them, as reports and spreadsheets end, in five languages."""

from collections.abc import Sequence

WORDS = (
    *("total", "totals", "grand total", "subtotal", "sub-total", "sub total", "sum", "overall", "overall total"),
    *("summe", "gesamt", "gesamtsumme", "zwischensumme", "endsumme", "insgesamt", "gesamtbetrag", "total geral"),
    *("suma", "suma total", "total general", "importe total", "soma", "total g\u00e9n\u00e9ral", "somme", "sous-total"),
    *("montant total", "total amount", "report total", "totale"),
)


def total_line_sql(columns: Sequence[str]) -> str:
    """Whether one of these text columns says `total`."""
    return "(" + " or ".join(f"lower(rtrim({column}, ' :=')) in {WORDS}" for column in columns) + ")"
