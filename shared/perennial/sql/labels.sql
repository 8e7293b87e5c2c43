-- What each customer known at $as_of did in the $horizon_days days after it.
with known as (
    select distinct customer_id
    from order_lines
    where not is_return and cast(ordered_at as date) <= cast($as_of as date)
),

future as (
    select
        customer_id,
        cast(sum(amount) as double) as net,
        count(distinct order_id) filter (where not is_return) as orders
    from order_lines
    where date_diff('day', cast($as_of as date), cast(ordered_at as date)) between 1 and $horizon_days
    group by customer_id
)

select
    known.customer_id,
    greatest(coalesce(future.net, 0), cast(0 as double)) as spend,
    coalesce(future.orders, 0) as orders
from known
left join future on known.customer_id = future.customer_id
order by known.customer_id
