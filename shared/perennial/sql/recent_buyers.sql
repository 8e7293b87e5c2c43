-- One row per customer who bought in the $window_days days up to $as_of: what these orders were like.
with recent as (
    select
        customer_id,
        order_id,
        ordered_at,
        product_id,
        amount,
        attributes,
        cast(case when quantity > 0 then quantity end as decimal(18, 4)) as units,
        case when quantity > 0 then amount end as amount_of_units
    from order_lines
    where not is_return
        and date_diff('day', cast(ordered_at as date), cast($as_of as date)) between 0 and $window_days - 1
),

bought as (
    select
        customer_id,
        count(distinct order_id) as orders,
        cast(sum(amount) as double) as spend,
        cast(sum(amount_of_units) as double) as spend_on_units,
        cast(sum(units) as double) as units
    from recent
    group by customer_id
),

assortment as (
    select customer_id, count(*) as products
    from (select distinct customer_id, order_id, product_id from recent where product_id is not null) as products
    group by customer_id
),

latest as (
    select customer_id, arg_max(attributes, ordered_at) as attributes
    from (
        select customer_id, ordered_at, max(attributes) as attributes
        from recent
        where attributes is not null
        group by customer_id, ordered_at
    ) as attributes_by_time
    group by customer_id
)

select
    bought.customer_id,
    cast(orders as double) as recent_orders,
    spend / orders as recent_order_value,
    products / orders as recent_products_per_order,
    case when units > 0 then spend_on_units / units end as recent_unit_price,
    attributes
from bought
left join assortment on bought.customer_id = assortment.customer_id
left join latest on bought.customer_id = latest.customer_id
order by bought.customer_id
