"""Look-alikes of the exports of shop systems, tills and payment services."""

from tests.public.files import PublicFile

PAYMENT_FILES = (
    PublicFile(
        "Shopify orders",
        "lines",
        "Name|Email|Financial Status|Paid at|Fulfillment Status|Fulfilled at|Accepts Marketing|Currency|Subtotal|"
        "Shipping|Taxes|Total|Discount Code|Discount Amount|Shipping Method|Created at|Lineitem quantity|Lineitem name|"
        "Lineitem price|Lineitem compare at price|Lineitem sku|Lineitem requires shipping|Billing Name|Billing Street|"
        "Billing City|Billing Zip|Billing Phone|Shipping Name|Id|Vendor|Risk Level",
        "#{x.order}|{p.email}|{x.head[paid]}|{x.head[at]}|fulfilled|{x.later} +0100|yes|EUR|{x.head[total]}|"
        "||{x.head[total]}||||{x.at} +0100|{x.quantity}|Mug {x.product}|"
        "{x.price}||SKU-{x.product}|true|{p.first} {p.last}|{p.street}|"
        "{p.city}|10115|{p.phone}|{p.first} {p.last}|{x.head[id]}|Ours|Low",
        "customer_id=Email|order_id=Name|order_datetime=Created at|product_id=Lineitem sku|quantity=Lineitem quantity"
        "|unit_price=Lineitem price|order_status=Financial Status|currency=Currency",
        "Billing Name|Billing Street|Billing Phone|Shipping Name",
    ),
    PublicFile(
        "WooCommerce orders",
        "lines",
        "Order Number|Order Status|Order Date|Customer Note|First Name (Billing)|Last Name (Billing)|"
        "Address 1&2 (Billing)|City (Billing)|Postcode (Billing)|Email (Billing)|Phone (Billing)|Payment Method Title|"
        "Cart Discount Amount|Order Subtotal Amount|Order Shipping Amount|Order Refund Amount|Order Total Amount|"
        "Order Total Tax Amount|SKU|Item #|Item Name|Quantity (- Refund)|Item Cost|Coupon Code|Discount Amount",
        "{x.order}|Completed|{x.at:%Y-%m-%d %H:%M}||{p.first}|{p.last}|{p.street}|{p.city}|10115|{p.email}|{p.phone}|"
        "PayPal|0|{x.total}|4.9|0|{x.total}|1.2|SKU{x.product}|{x.at:%w}|Mug {x.product}|{x.quantity}|{x.price}||0",
        "customer_id=Email (Billing)|order_id=Order Number|order_datetime=Order Date|product_id=SKU"
        "|quantity=Quantity (- Refund)|unit_price=Item Cost|order_status=Order Status",
        "First Name (Billing)|Last Name (Billing)|Address 1&2 (Billing)|Phone (Billing)",
    ),
    PublicFile(
        "Stripe payments",
        "orders",
        "id|Description|Seller Message|Created date (UTC)|Amount|Amount Refunded|Currency|Converted Amount|"
        "Converted Amount Refunded|Fee|Taxes On Fee|Converted Currency|Mode|Status|Statement Descriptor|Customer ID|"
        "Customer Description|Customer Email|Captured|Card ID|Invoice ID|Transfer",
        "ch_{x.key}|Mug|Payment complete.|{x.at}|{x.total}|0|eur|{x.total}|0|0.3|0|eur|Live|Paid|SHOP|cus_{p.key}||"
        "{p.email}|true|card_{p.key}||txn_{x.key}",
        "customer_id=Customer ID|order_id=id|order_datetime=Created date (UTC)|order_total=Amount|order_status=Status"
        "|currency=Currency",
        "Customer Email",
    ),
    PublicFile(
        "Square transactions",
        "orders",
        "Date|Time|Time Zone|Gross Sales|Discounts|Net Sales|Gift Card Sales|Tax|Tip|Partial Refunds|Total Collected|"
        "Source|Card|Card Entry Methods|Cash|Transaction ID|Payment ID|Card Brand|PAN Suffix|Device Name|Staff Name|"
        "Staff ID|Details|Description|Event Type|Location|Customer ID|Customer Name",
        "{x.at:%Y-%m-%d}|{x.at:%H:%M:%S}|Berlin|${x.total}|$0.00|${x.total}|$0.00|$1.00|$0.00|$0.00|${x.total}|Register|"
        "$0.00|Tapped|$0.00|{x.key}|P{x.key}|Visa|4242|Till 1|Mia Hall|st1|https://example.com|Mug|Payment|Main|{p.key}|"
        "{p.first} {p.last}",
        "customer_id=Customer ID|order_id=Transaction ID|order_datetime=Date|order_total=Gross Sales"
        "|order_status=Event Type",
        "Staff Name|Customer Name",
    ),
    PublicFile(
        "PayPal activity",
        "orders",
        "Date|Time|TimeZone|Name|Type|Status|Currency|Gross|Fee|Net|From Email Address|To Email Address|Transaction ID|"
        "Shipping Address|Item Title|Item ID|Sales Tax|Invoice Number|Balance",
        "{x.at:%d.%m.%Y}|{x.at:%H:%M:%S}|CET|{p.first} {p.last}|Express Checkout|Completed|EUR|{x.total}|-0.5|{x.net}|"
        "{p.email}|we@shop.example|{x.key}|{p.street}|Mug||0||{x.amount}",
        "customer_id=From Email Address|order_id=Transaction ID|order_datetime=Date|order_total=Gross"
        "|order_status=Status|currency=Currency",
        "Name|To Email Address|Shipping Address",
    ),
    PublicFile(
        "German card statement",
        "orders",
        "Kartennummer|Buchungstag|Wertstellung|Verwendungszweck|Händler|Betrag|Währung",
        "{p.number:016d}|{x.at:%d.%m.%Y}|{x.later:%d.%m.%Y}|Einkauf|Markt|{x.comma[total]}|EUR",
        "customer_id=Kartennummer|order_datetime=Buchungstag|order_total=Betrag|currency=Währung",
    ),
)
