-- What is left of judged rows after the rules, in the columns of the order_items contract but the last.
-- A quantity left blank is the amount by the price, and one where there is no price.
-- An amount above the cap is cut to it.
select
    order_text as order_id,
    item,
    product_id,
    case when is_return then -1 else 1 end
    * abs(coalesce(quantity, round(cast(amount / nullif(unit_price, 0) as double), 6), 1)) as quantity,
    unit_price,
    case when is_return then cast(-least(abs(amount), coalesce(outlier_cap, abs(amount))) as decimal(18, 4))
        when met_outlier then outlier_cap
        else amount end as amount,
    is_return,
    attributes
from {judged}
where reason is null
