-- What is left after the rules, in the columns and the order of the order_lines contract.
-- Lines that are alike are numbered, so that the same line of two overlapping files is still one.
create or replace temp table order_lines as
with capped as (
    select * replace (case when met_outlier then cast(sign(amount) * outlier_cap as decimal(18, 4)) else amount end as amount)
    from judged_rows
),
kept as (
    select
        customer_id,
        coalesce(order_text, customer_id || '@' || strftime(ordered_at, '%Y-%m-%dT%H:%M:%S')) as order_id,
        ordered_at,
        product_id,
        case when is_return then -abs(quantity) else quantity end as quantity,
        unit_price,
        case when is_return then cast(-abs(amount) as decimal(18, 4)) else amount end as amount,
        is_return,
        attributes
    from capped
    where reason is null
)
select
    *,
    cast(
        row_number() over (
            partition by customer_id, order_id, ordered_at, product_id, quantity, unit_price, amount
            order by is_return, attributes
        ) as integer
    ) as line
from kept
order by customer_id, ordered_at, order_id, product_id, quantity, unit_price, amount, line
