-- What is left of judged rows after the rules, in the columns of the payments contract but the last.
select order_text as order_id, payment, amount
from {judged}
where reason is null
