"""Look-alikes of public exports and data sets of orders."""

from tests.public.files import PublicFile

ORDER_FILES = (
    PublicFile(
        "UCI Online Retail II",
        "lines",
        "Invoice|StockCode|Description|Quantity|InvoiceDate|Price|Customer ID|Country",
        "{x.order}|{x.product}A|WHITE MUG|{x.quantity}|{x.at}|{x.price}|{p.number}.0|France",
        "customer_id=Customer ID|order_id=Invoice|order_datetime=InvoiceDate|product_id=StockCode|quantity=Quantity"
        "|unit_price=Price",
    ),
    PublicFile(
        "Superstore",
        "lines",
        "Row ID|Order ID|Order Date|Ship Date|Ship Mode|Customer ID|Customer Name|Segment|Country|City|State|"
        "Postal Code|Region|Product ID|Category|Sub-Category|Product Name|Sales|Quantity|Discount|Profit",
        "{x.row}|CA-2021-{x.order}|{x.at:%m/%d/%Y}|{x.later:%m/%d/%Y}|First Class|CG-{p.number}|{p.first} {p.last}|"
        "Consumer|United States|{p.city}|Kentucky|42420|South|FUR-{x.product}|Furniture|Bookcases|Bush Case|{x.net}|"
        "{x.quantity}|0.2|{x.price}",
        "customer_id=Customer ID|order_id=Order ID|order_datetime=Order Date|product_id=Product ID|quantity=Quantity"
        "|order_total=Sales",
        "Customer Name",
    ),
    PublicFile(
        "Ta-Feng",
        "lines",
        "TRANSACTION_DT|CUSTOMER_ID|AGE_GROUP|PIN_CODE|PRODUCT_SUBCLASS|PRODUCT_ID|AMOUNT|ASSET|SALES_PRICE",
        "{x.at.month}/{x.at.day}/{x.at.year}|{p.number:08d}|45-49|115|110411|{x.product:013d}|{x.quantity}|"
        "{x.net:.0f}|{x.amount:.0f}",
        "customer_id=CUSTOMER_ID|order_datetime=TRANSACTION_DT|product_id=PRODUCT_ID|quantity=AMOUNT"
        "|order_total=SALES_PRICE",
    ),
    PublicFile(
        "Let's Get Sort-of-Real",
        "lines",
        "SHOP_WEEK|SHOP_DATE|SHOP_WEEKDAY|SHOP_HOUR|QUANTITY|SPEND|PROD_CODE|PROD_CODE_10|CUST_CODE|"
        "CUST_PRICE_SENSITIVITY|CUST_LIFESTAGE|BASKET_ID|BASKET_SIZE|BASKET_TYPE|STORE_CODE|STORE_REGION",
        "202101|{x.at:%Y%m%d}|{x.at:%w}|{x.at:%H}|{x.quantity}|{x.amount}|PRD09{x.product:05d}|CL00045|"
        "CUST{p.number:010d}|MM|YF|9941{x.order:011d}|L|Full Shop|STORE00001|E02",
        "customer_id=CUST_CODE|order_id=BASKET_ID|order_datetime=SHOP_DATE|product_id=PROD_CODE|quantity=QUANTITY"
        "|order_total=SPEND",
    ),
    PublicFile(
        "Dunnhumby Complete Journey with dates",
        "lines",
        "household_key|BASKET_ID|TRANS_DATE|PRODUCT_ID|QUANTITY|SALES_VALUE|STORE_ID|RETAIL_DISC|TRANS_TIME|WEEK_NO",
        "{p.number}|2698485{x.order}|{x.at:%Y-%m-%d}|10{x.product:05d}|{x.quantity}|{x.amount}|364|-0.6|{x.at:%H%M}|1",
        "customer_id=household_key|order_id=BASKET_ID|order_datetime=TRANS_DATE|product_id=PRODUCT_ID"
        "|quantity=QUANTITY|order_total=SALES_VALUE",
    ),
    PublicFile(
        "e-commerce events",
        "lines",
        "event_time|event_type|product_id|category_id|category_code|brand|price|user_id|user_session",
        "\n".join(
            f"{{x.at}} UTC|{kind}|10{{x.product:05d}}|205|electronics|acme|{{x.price}}|5120{{p.number}}|{{x.key}}"
            for kind in ("view", "cart", "purchase")
        ),
        "customer_id=user_id|order_id=user_session|order_datetime=event_time|product_id=product_id|order_total=price"
        "|order_status=event_type",
    ),
    PublicFile(
        "KKBox transactions",
        "orders",
        "msno|payment_method_id|payment_plan_days|plan_list_price|actual_amount_paid|is_auto_renew|transaction_date|"
        "membership_expire_date|is_cancel",
        "{p.key}=|41|30|149|{x.total:.0f}|1|{x.at:%Y%m%d}|{x.later:%Y%m%d}|0",
        "customer_id=msno|order_datetime=transaction_date|order_total=actual_amount_paid",
    ),
    PublicFile(
        "credit card transactions",
        "orders",
        "trans_date_trans_time|cc_num|merchant|category|amt|first|last|gender|street|city|state|zip|lat|long|city_pop|"
        "job|dob|trans_num|unix_time|is_fraud",
        "{x.at}|27031{p.number:011d}|fraud_Kirlin|misc_net|{x.total}|{p.first}|{p.last}|F|{p.street}|{p.city}|NC|28654|"
        "36.07|-81.17|3495|Psychologist|1988-03-09|{x.key}|1325376018|0",
        "customer_id=cc_num|order_id=trans_num|order_datetime=trans_date_trans_time|order_total=amt",
        "first|last|street",
    ),
    PublicFile(
        "AdventureWorks internet sales",
        "lines",
        "ProductKey|OrderDateKey|DueDateKey|ShipDateKey|CustomerKey|PromotionKey|CurrencyKey|SalesTerritoryKey|"
        "SalesOrderNumber|SalesOrderLineNumber|OrderQuantity|UnitPrice|ExtendedAmount|UnitPriceDiscountPct|"
        "DiscountAmount|ProductStandardCost|TotalProductCost|SalesAmount|TaxAmt|Freight|OrderDate|DueDate|ShipDate",
        "3{x.product:02d}|{x.at:%Y%m%d}|{x.later:%Y%m%d}|{x.later:%Y%m%d}|{p.number}|1|100|7|SO{x.order}|1|{x.quantity}|"
        "{x.price}|{x.amount}|0|0|{x.net}|{x.net}|{x.amount}|1.2|1.5|{x.at}|{x.later}|{x.later}",
        "customer_id=CustomerKey|order_id=SalesOrderNumber|order_datetime=OrderDate|product_id=ProductKey"
        "|quantity=OrderQuantity|unit_price=UnitPrice",
    ),
    PublicFile(
        "retail transactions of one line",
        "orders",
        "transaction_id|customer_id|date|product_category|gender|age|quantity|price_per_unit|total_amount",
        "{x.order}|CUST{p.number}|{x.at:%Y-%m-%d}|Beauty|Male|34|{x.quantity}|{x.price}|{x.amount}",
        "customer_id=customer_id|order_id=transaction_id|order_datetime=date|quantity=quantity"
        "|unit_price=price_per_unit",
    ),
    PublicFile(
        "a German till",
        "lines",
        "Belegnr.|Belegdatum|Kundennr.|Artikelnummer|Bezeichnung|Menge|Einzelpreis|Gesamtpreis|MwSt.|Filiale",
        "B{x.order}|{x.at:%d.%m.%Y}|{p.number:06d}|1{x.product:02d}|Tasse|{x.quantity}|{x.comma[price]}|"
        "{x.comma[amount]}|19|Ulm",
        "customer_id=Kundennr.|order_id=Belegnr.|order_datetime=Belegdatum|product_id=Artikelnummer|quantity=Menge"
        "|unit_price=Einzelpreis",
    ),
    PublicFile(
        "a Brazilian shop",
        "lines",
        "Nº do pedido|Data do pedido|Código do cliente|Produto|Quantidade|Preço unitário|Valor do frete|Valor total",
        "{x.order}|{x.at:%d/%m/%Y %H:%M}|C{p.number}|P{x.product}|{x.quantity}|{x.price}|9.9|{x.amount}",
        "customer_id=Código do cliente|order_id=Nº do pedido|order_datetime=Data do pedido|product_id=Produto"
        "|quantity=Quantidade|unit_price=Preço unitário",
    ),
    PublicFile(
        "a Spanish shop",
        "lines",
        "Número de factura|Fecha|Cliente|Referencia del artículo|Cantidad|Precio unitario|IVA|Importe",
        "{x.order}|{x.at:%d/%m/%Y}|{p.number}|A{x.product}|{x.quantity}|{x.price}|21|{x.amount}",
        "customer_id=Cliente|order_id=Número de factura|order_datetime=Fecha|product_id=Referencia del artículo"
        "|quantity=Cantidad|unit_price=Precio unitario",
    ),
    PublicFile(
        "a French shop",
        "lines",
        "N° de commande|Date de commande|Date de livraison|N° client|Réf. article|Qté|Prix unitaire|Montant TTC",
        "{x.order}|{x.at:%d/%m/%Y}|{x.later:%d/%m/%Y}|{p.number}|R{x.product}|{x.quantity}|{x.price}|{x.net}",
        "customer_id=N° client|order_id=N° de commande|order_datetime=Date de commande|product_id=Réf. article"
        "|quantity=Qté|unit_price=Prix unitaire",
    ),
)
