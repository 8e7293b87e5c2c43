-- One row per customer who had bought by $as_of; nothing after that day is read.
-- Money is summed as exact decimal and becomes a double last, so that no order of rows shows in the result.
-- Where tenure divides, its days and months count both ends, so they are never zero.
with past as (
    select
        customer_id,
        order_id,
        ordered_at,
        product_id,
        amount,
        attributes,
        not is_return as is_purchase,
        cast(ordered_at as date) as ordered_on,
        date_diff('day', cast(ordered_at as date), cast($as_of as date)) as days_back
    from order_lines
    where cast(ordered_at as date) <= cast($as_of as date)
),

documents as (
    select
        customer_id,
        order_id,
        min(ordered_at) filter (where is_purchase) as first_purchase_at,
        max(ordered_at) filter (where is_purchase) as last_purchase_at,
        sum(amount) as net,
        sum(amount) filter (where is_purchase) as purchased,
        sum(amount) filter (where days_back between 0 and 30) as net_0_30,
        sum(amount) filter (where days_back between 31 and 60) as net_31_60,
        sum(amount) filter (where days_back between 61 and 120) as net_61_120,
        bool_or(is_purchase) as is_order,
        bool_or(is_purchase and days_back between 0 and 30) as is_order_0_30,
        bool_or(is_purchase and days_back between 31 and 60) as is_order_31_60,
        bool_or(is_purchase and days_back between 61 and 120) as is_order_61_120
    from past
    group by customer_id, order_id
),

customers as (
    select
        customer_id,
        min(first_purchase_at) as first_order_at,
        max(last_purchase_at) as last_order_at,
        count(*) filter (where is_order) as frequency,
        count(*) as total_transactions,
        cast(sum(net) as double) as monetary,
        cast(sum(purchased) as double) as total_spend,
        cast(sum(purchased) - sum(net) as double) as returned,
        cast(coalesce(sum(net_0_30), 0) as double) as spend_0_30_days,
        cast(coalesce(sum(net_31_60), 0) as double) as spend_31_60_days,
        cast(coalesce(sum(net_61_120), 0) as double) as spend_61_120_days,
        count(*) filter (where is_order_0_30) as transactions_0_30_days,
        count(*) filter (where is_order_31_60) as transactions_31_60_days,
        count(*) filter (where is_order_61_120) as transactions_61_120_days
    from documents
    group by customer_id
    having bool_or(is_order)
),

rhythm as (
    select
        customer_id,
        count(*) as purchase_days,
        count(distinct date_trunc('month', ordered_on)) as purchase_months
    from (select distinct customer_id, ordered_on from past where is_purchase) as purchase_dates
    group by customer_id
),

assortment as (
    select
        customer_id,
        count(*) as unique_products
    from (
        select distinct customer_id, product_id from past where is_purchase and product_id is not null
    ) as products
    group by customer_id
),

latest as (
    select
        customer_id,
        arg_max(attributes, ordered_at) as attributes
    from (
        select customer_id, ordered_at, max(attributes) as attributes
        from past
        where attributes is not null
        group by customer_id, ordered_at
    ) as attributes_by_time
    group by customer_id
),

measured as (
    select
        customers.*,
        rhythm.purchase_days,
        rhythm.purchase_months,
        assortment.unique_products,
        latest.attributes,
        date_diff('day', cast(last_order_at as date), cast($as_of as date)) as recency_days,
        date_diff('day', cast(first_order_at as date), cast($as_of as date)) as tenure_days,
        date_diff('day', cast(first_order_at as date), cast(last_order_at as date)) as purchase_span_days,
        12 * (year(cast($as_of as date)) - year(first_order_at))
        + month(cast($as_of as date)) - month(first_order_at) + 1 as tenure_months,
        greatest(spend_0_30_days, 0) as gained_0_30_days,
        greatest(spend_31_60_days, 0) as gained_31_60_days
    from customers
    inner join rhythm on customers.customer_id = rhythm.customer_id
    left join assortment on customers.customer_id = assortment.customer_id
    left join latest on customers.customer_id = latest.customer_id
)

select
    customer_id,
    cast($as_of as date) as as_of,
    first_order_at,
    last_order_at,
    cast(recency_days as integer) as recency_days,
    frequency,
    monetary,
    total_spend / frequency as avg_basket_value,
    unique_products,
    case when purchase_days > 1 then purchase_span_days / (purchase_days - 1) end as avg_interpurchase_days,
    cast(purchase_span_days as integer) as purchase_span_days,
    purchase_days - 1 as repeat_days,
    total_spend,
    total_transactions,
    case when total_spend > 0 then returned / total_spend else cast(0 as double) end as return_ratio,
    cast(tenure_days as integer) as tenure_days,
    case
        when tenure_days <= 30 then 'new'
        when tenure_days <= 90 then 'growing'
        when tenure_days <= 365 then 'established'
        else 'veteran'
    end as tenure_category,
    purchase_months / tenure_months as active_month_ratio,
    purchase_days / (tenure_days + 1) as active_day_ratio,
    spend_0_30_days,
    spend_31_60_days,
    spend_61_120_days,
    transactions_0_30_days,
    transactions_31_60_days,
    transactions_61_120_days,
    monetary / (tenure_days + 1) as spend_velocity,
    30 * frequency / (tenure_days + 1) as transaction_density,
    case
        when gained_0_30_days + gained_31_60_days > 0
            then gained_0_30_days / (gained_0_30_days + gained_31_60_days)
        else cast(0.5 as double)
    end as spend_momentum,
    case
        when transactions_0_30_days + transactions_31_60_days > 0
            then transactions_0_30_days / (transactions_0_30_days + transactions_31_60_days)
        else cast(0.5 as double)
    end as transaction_momentum,
    total_spend / frequency * purchase_span_days / (tenure_days + 1) as loyalty_efficiency,
    purchase_days = 1 as is_cold_start,
    attributes
from measured
order by customer_id
