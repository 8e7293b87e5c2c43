"""Look-alikes of subscriber tables, and of files that hold neither orders nor subscribers."""

from tests.public.files import PublicFile

SUBSCRIBER_FILES = (
    PublicFile(
        "bank churn modelling",
        "people",
        "RowNumber|CustomerId|Surname|CreditScore|Geography|Gender|Age|Tenure|Balance|NumOfProducts|HasCrCard|"
        "IsActiveMember|EstimatedSalary|Exited",
        "{x.number}|15{x.number}|{x.last}|6{x.age}|France|Female|{x.age}|{x.months}|{x.balance}|1|1|0|{x.balance}|"
        "{x.left:d}",
        "customer_id=CustomerId|label=Exited",
        "Surname",
    ),
    PublicFile(
        "credit card attrition",
        "people",
        "CLIENTNUM|Attrition_Flag|Customer_Age|Gender|Dependent_count|Contacts_Count_12_mon|Credit_Limit|Total_Trans_Amt|"
        "Total_Trans_Ct",
        "768{x.number}|{x.label} Customer|{x.age}|M|3|{x.calls}|{x.balance}|{x.balance:.0f}|{x.months}",
        "customer_id=CLIENTNUM|label=Attrition_Flag",
    ),
    PublicFile("KKBox labels", "people", "msno|is_churn", "{x.key}=|{x.left:d}", "customer_id=msno|label=is_churn"),
    PublicFile(
        "e-commerce churn",
        "people",
        "CustomerID|Churn|Tenure|PreferredLoginDevice|CityTier|WarehouseToHome|OrderCount|DaySinceLastOrder|"
        "CashbackAmount",
        "5{x.number}|{x.left:d}|{x.months}|Mobile Phone|3|6|{x.calls}|{x.calls}|{x.fee}",
        "customer_id=CustomerID|label=Churn",
    ),
    PublicFile(
        "telephone subscribers by number",
        "people",
        "state|account length|area code|phone number|international plan|total day minutes|total day charge|churn",
        "KS|{x.months}|415|382-{x.number}|no|{x.fee}|{x.fee}|{x.left}.",
        "customer_id=phone number|label=churn",
    ),
    PublicFile(
        "a German fitness club",
        "people",
        "Mitgliedsnummer|Vorname|Nachname|E-Mail|Telefon|Straße|Ort|Tarif|Monatsbeitrag|Gekündigt",
        "M{x.number}|{x.first}|{x.last}|{x.email}|{x.phone}|{x.last}straße 12|{x.city}|Basis|29,90|{x.german}",
        "customer_id=Mitgliedsnummer|label=Gekündigt",
        "Vorname|Nachname|E-Mail|Telefon|Straße",
    ),
)

OTHER_FILES = (
    PublicFile(
        "IBM HR attrition",
        "people",
        "Age|Attrition|BusinessTravel|DailyRate|Department|EmployeeCount|EmployeeNumber|JobSatisfaction|MonthlyIncome|"
        "OverTime",
        "{x.age}|{x.left}|Travel_Rarely|11{x.age}|Sales|1|{x.number}|{x.calls}|{x.balance:.0f}|Yes",
        refusal="employees",
    ),
    PublicFile(
        "an RFM table",
        "people",
        "CustomerID|Recency|Frequency|Monetary",
        "{x.number}|{x.months}|{x.calls}|{x.fee}",
        refusal="one row per customer .*RFM.*orders behind them",
    ),
    PublicFile(
        "customers with totals",
        "people",
        "customer_id|first_purchase_date|last_purchase_date|total_orders|total_spent|avg_order_value",
        "{x.number}|2020-01-03|2021-05-06|{x.calls}|{x.balance}|{x.fee}",
        refusal="one row per customer .*orders behind them",
    ),
    PublicFile(
        "a pivot by month",
        "people",
        "customer_id|2021-01|2021-02|2021-03|2021-04",
        "{x.number}|{x.fee}|0|0|{x.months}",
        refusal="a column for each month.*orders behind them",
    ),
    PublicFile(
        "Instacart orders",
        "orders",
        "order_id|user_id|eval_set|order_number|order_dow|order_hour_of_day|days_since_prior_order",
        "{x.order}|{p.number}|prior|1|{x.at:%w}|{x.at:%H}|15.0",
        refusal="no column for order_datetime",
    ),
    PublicFile(
        "Retailrocket events",
        "lines",
        "timestamp|visitorid|event|itemid|transactionid",
        "14330{x.row:08d}|{p.number}|view|{x.product}|\n14330{x.row:08d}|{p.number}|addtocart|{x.product}|",
        refusal=r"a log of what customers did, without money.*no column for quantity and unit_price \(or order_total\)",
    ),
    PublicFile(
        "Dunnhumby Complete Journey with day numbers",
        "lines",
        "household_key|BASKET_ID|DAY|PRODUCT_ID|QUANTITY|SALES_VALUE|STORE_ID|RETAIL_DISC|TRANS_TIME|WEEK_NO",
        "{p.number}|2698485{x.order}|{x.days}|10{x.product:05d}|{x.quantity}|{x.amount}|364|-0.6|{x.at:%H%M}|1",
        refusal="no column for order_datetime",
    ),
    PublicFile(
        "shopping behaviour without dates",
        "people",
        "Customer ID|Age|Gender|Item Purchased|Category|Purchase Amount (USD)|Location|Season|Review Rating|"
        "Subscription Status|Previous Purchases|Payment Method",
        "{x.number}|{x.age}|Male|Blouse|Clothing|{x.months}|Kentucky|Winter|3.1|Yes|{x.calls}|Venmo",
        refusal="no column for order_datetime",
    ),
    PublicFile(
        "churn without an id",
        "people",
        "State|Account length|Area code|International plan|Total day minutes|Customer service calls|Churn",
        "KS|{x.months}|415|No|{x.fee}|{x.calls}|{x.left}",
        refusal='no column for customer_id.*"kind": "subscribers".*"label": "Churn"',
    ),
    PublicFile(
        "orders whose total stands on every line",
        "lines",
        "order_id|customer_id|order_date|product_id|order_total",
        "{x.order}|{p.number}|{x.at}|P{x.product}|{x.total}",
        refusal="no column for quantity and unit_price",
    ),
    PublicFile(
        "columns that say nothing",
        "lines",
        "a|b|c|d",
        "{p.number}|{x.at:%Y-%m-%d}|{x.quantity}|{x.amount}",
        refusal='no column for .*"customer_id": "a".*"order_datetime": "b".*"order_total": "d"',
    ),
)
