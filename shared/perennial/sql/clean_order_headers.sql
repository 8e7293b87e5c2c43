-- What is left of judged rows after the rules, in the columns of the order_headers contract.
select order_text as order_id, customer_id, ordered_at, total, status, attributes
from {judged}
where reason is null
