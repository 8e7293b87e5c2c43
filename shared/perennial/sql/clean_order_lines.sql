-- What is left of judged rows after the rules, in the columns of the order_lines contract but the last.
-- A line worth more than the cap is cut to it.
select
    customer_id,
    coalesce(order_text, customer_id || '@' || strftime(ordered_at, '%Y-%m-%dT%H:%M:%S')) as order_id,
    ordered_at,
    product_id,
    case when is_return then -abs(quantity) else quantity end as quantity,
    unit_price,
    case when is_return then cast(-least(abs(amount), coalesce(outlier_cap, abs(amount))) as decimal(18, 4))
        when met_outlier then outlier_cap
        else amount end as amount,
    is_return,
    attributes
from {judged}
where reason is null
