"""How far an order got, in the words of five languages: which orders brought money and which never did.

The words are those of common shop systems (WooCommerce, Shopify, Magento, PrestaShop, VTEX) and their translations.
"""

from collections.abc import Iterable

from perennial.policies import Policies

_NEVER_BOUGHT = (
    *("view", "cart", "addtocart", "add to cart", "remove from cart", "click", "wishlist", "search", "impression"),
    *("cancelled", "canceled", "cancel", "cancellation", "void", "voided", "failed", "failure", "declined"),
    *("denied", "rejected", "expired", "unavailable", "error", "abandoned", "draft", "pending", "unpaid", "created"),
    *("storniert", "storno", "stornierung", "abgebrochen", "annulliert", "fehlgeschlagen", "abgelehnt", "unbezahlt"),
    *("cancelado", "cancelada", "anulado", "anulada", "fallido", "fallida", "rechazado", "rechazada", "impagado"),
    *("pendiente", "falhou", "falhado", "falhada", "recusado", "recusada", "rejeitado", "indisponivel", "pendente"),
    *("annule", "annulee", "echoue", "echouee", "refuse", "refusee", "indisponible", "impaye", "impayee"),
    *("pending payment", "payment pending", "awaiting payment", "waiting for payment", "payment failed", "not paid"),
    *("payment error", "payment review", "checkout draft", "zahlung ausstehend", "ausstehende zahlung"),
    *("zahlung offen", "wartet auf zahlung", "nicht bezahlt", "nicht verfugbar", "zahlung fehlgeschlagen"),
    *("pendiente de pago", "pago pendiente", "esperando pago", "no pagado", "no disponible", "pago fallido"),
    *("aguardando pagamento", "pagamento pendente", "nao pago", "nao disponivel", "pagamento recusado"),
    *("en attente de paiement", "paiement en attente", "attente paiement", "non paye", "non disponible"),
    *("paiement refuse", "paiement echoue"),
)
_TAKEN_BACK = (
    *("returned", "refunded", "refund", "reversed", "chargeback", "retourniert", "retoure", "zuruckgesendet"),
    *("zuruckgegeben", "erstattet", "ruckerstattet", "devuelto", "devuelta", "reembolsado", "reembolsada"),
    *("devolvido", "devolvida", "estornado", "retourne", "retournee", "rembourse", "remboursee", "charged back"),
    *("fully refunded", "totally refunded"),
)


def never_bought_sql(status: str, policies: Policies) -> str:
    """Whether an order of this status never brought money, or is not among those that the description keeps."""
    if policies.order_statuses is not None:
        return f"{_folded(status)} not in ({_folded_words(policies.order_statuses)})"
    return f"{_folded(status)} in ({_words(_NEVER_BOUGHT)})"


def taken_back_sql(status: str, policies: Policies) -> str:
    """Whether the money of an order of this status went back, and spend is net of what goes back."""
    if policies.order_statuses is not None or policies.returns == "drop":
        return "false"
    return f"{_folded(status)} in ({_words(_TAKEN_BACK)})"


def _folded(status: str) -> str:
    """As statuses are compared: without case, accents, underscores and the prefix that WooCommerce gives them."""
    return f"regexp_replace(translate(strip_accents(lower({status})), '_-', '  '), '^wc +', '')"


def _words(words: Iterable[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _folded_words(words: Iterable[str]) -> str:
    return ", ".join(_folded("'" + word.replace("'", "''") + "'") for word in words)
