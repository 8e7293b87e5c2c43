-- By origin: what the customers known $horizon_days days before it spent in those days after it, by what they spent in
-- those up to it, and by how much that would vary with other customers of the kind (the delta method's variance of its
-- log). Customers who came in between are left out: their first orders would make every young shop's spend seem to fall.
with origins as (
    select cast(unnest($days) as date) as origin
),

daily as (
    select
        customer_id,
        cast(ordered_at as date) as day,
        sum(amount) as net,
        min(min(cast(ordered_at as date)) filter (where not is_return)) over (partition by customer_id) as first_day
    from order_lines
    group by customer_id, cast(ordered_at as date)
),

spent as (
    select
        origins.origin,
        daily.customer_id,
        greatest(coalesce(sum(daily.net) filter (where daily.day <= origins.origin), 0), 0) as earlier,
        greatest(coalesce(sum(daily.net) filter (where daily.day > origins.origin), 0), 0) as later
    from origins
    inner join daily
        on date_diff('day', origins.origin, daily.day) between 1 - $horizon_days and $horizon_days
        and date_diff('day', daily.first_day, origins.origin) >= $horizon_days
    group by origins.origin, daily.customer_id
),

totals as (
    select origin, cast(sum(earlier) as double) as earlier, cast(sum(later) as double) as later
    from spent
    group by origin
)

select
    totals.origin,
    totals.later / totals.earlier as growth,
    -- in one order of customers, since sums of doubles depend on it
    sum(power(spent.later / totals.later - spent.earlier / totals.earlier, 2) order by spent.customer_id) as variance
from totals
inner join spent on totals.origin = spent.origin
where totals.later > 0 and totals.earlier > 0
group by totals.origin, totals.later, totals.earlier
order by totals.origin
