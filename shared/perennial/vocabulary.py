"""The words that column names are made of, in English, German, Spanish, Portuguese and French, by what they mean.

A name is taken apart into words without case and accents; compounds are taken apart into words known here
(`Bestelldatum`, `invoiceno`). Words that mean nothing by themselves are left out.
"""

from collections.abc import Mapping


def words_in(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


WORDS: Mapping[str, str] = {
    "customer": "customer customers cust client clients kunde kunden kundin klant user users usr buyer shopper member "
    "mitglied subscriber abonnent abonne cliente clientes comprador consumidor consumer usuario utilisateur acheteur "
    "adherent socio miembro household hh hshd haushalt hogar foyer visitor visitante besucher visiteur patron "
    "besteller kaufer kaeufer panelist person msno donor spender holder persona personne pessoa clientnum kd",
    "account": "account acct konto cuenta conta compte",
    "card": "card cc karte karten tarjeta cartao carte loyalty fidelity fidelidad fidelidade fidelite",
    "id": "id ids no nr num number key code cod codigo nummer numero nro kennung kennziffer ref reference referenz "
    "referencia identifier identifiant identificador identificacion clave schluessel schlussel matricule uid guid "
    "uuid hash n idx kode chave cle identity identificacao",
    "order": "order invoice inv bill receipt rcpt transaction trans trx txn tran purchase basket ticket checkout cart "
    "bestellung bestellungs bestell auftrag auftrags rechnung rechnungs beleg bon kassenbon quittung kauf einkauf "
    "einkaufs vorgang vorgangs pedido orden factura compra transaccion recibo boleta comprobante fatura encomenda "
    "transacao commande facture achat recu panier document doc booking buchung buchungs reserva transaktion "
    "transaktions ordine bestelling",
    "orders": "orders invoices transactions purchases receipts visits bestellungen pedidos ordenes compras commandes "
    "achats baskets tickets trips",
    "sale": "sale sales venta ventas venda vendas vente ventes verkauf verkaufs verkaeufe umsatz revenue turnover "
    "spend spent receita recettes ingresos faturamento ca erlos erlose erloes",
    "date": "date datetime timestamp dt ts at day datum tag fecha dia data jour tstamp zeitstempel zeitpunkt "
    "horodatage momento dates",
    "time": "time zeit uhrzeit hora heure hour stunde",
    "created": "created erstellt creado criado cree placed processed angelegt erfasst completed creation creacion "
    "criacao",
    "approved": "approved paid authorized captured aprobado aprovado pagado pago bezahlt paye approuve settled "
    "cleared posted posting",
    "product": "product prod products item article artikel sku stock upc ean gtin asin isbn produkt ware waren produit "
    "produto producto articulo artigo material goods variant merchandise plu mercancia lineitem stockcode",
    "items": "items articles articulos artigos produkte produits produtos productos",
    "name": "name nome nombre nom names bezeichnung description desc beschreibung descripcion descricao designation "
    "libelle title titel titulo lenght",
    "category": "category cat categoria kategorie categorie group gruppe grupo groupe class clase subcategory sub "
    "department dept brand marke marca marque type typ tipo family subclass segment rubrik sector commodity",
    "quantity": "quantity qty qte quant menge anzahl stk cantidad cant quantidade qtd qtde quantite units unidades "
    "pieces pcs uds volume unites",
    "piece": "stueck stuck piece",
    "unit": "unit each per single einzel einheits unitario unitaria unitaire uni unid unidad unidade unite pu",
    "price": "price preis preise precio preco prix verkaufspreis prices",
    "amount": "amount amt value betrag betrags wert importe monto valor montant valeur quantia dollar dollars euro "
    "euros spending money geld zahlbetrag charge umsatzbetrag tendered",
    "total": "total gesamt grand ges sum summe insgesamt extended ext totale suma soma somme gesamtsumme endbetrag "
    "gesamtbetrag totals",
    "subtotal": "subtotal zwischensumme",
    "net": "gross net brutto netto bruto liquido neto ttc ht collected",
    "line": "line zeile zeilen position positions pos linea linha ligne detail lines lineas linhas lignes",
    "row": "row index unnamed record rec reihe fila seq sequence serial lfd laufende rownum rownumber",
    "sequential": "sequential installment",
    "tax": "tax taxes vat mwst ust steuer iva impuesto impuestos imposto tva taxe gst",
    "discount": "discount discounts disc rabatt descuento desconto remise coupon gutschein promo promotion rebate "
    "skonto reduction voucher campaign",
    "ship": "ship shipped shipping shipment delivery delivered liefer lieferung versand envio enviado entrega "
    "entregado livraison expedition dispatched dispatch carrier fulfilled fulfillment fulfilment freight fracht frete "
    "flete postage arrival arrived received",
    "due": "due fallig faellig zahlungsziel vencimiento vencimento echeance expected estimated limit estimado deadline "
    "prevue previsto estimada",
    "birth": "birth dob birthday birthdate geburt geburts geburtstag geboren nacimiento nascimento naissance",
    "updated": "updated modified changed edited geandert geaendert aktualisiert actualizado atualizado modification "
    "update loaded exported refreshed snapshot",
    "expiry": "expire expires expiry expiration expired ablauf end ende fin fim until bis termination",
    "signup": "signup registered registration joined join since enrollment enrolled beitritt registro cadastro "
    "inscription seit registrierung start begin anmeldung opened onboarding",
    "return": "return returns returned refund refunded refunds retoure retouren storno devolucion devolucao retour "
    "remboursement reembolso dispute disputed chargeback",
    "review": "review rating answer answered comment feedback bewertung avis score survey nps satisfaction",
    "lastfirst": "last first previous prior next letzte letzter letztes erste erster ultimo ultima primer primera "
    "primeiro dernier derniere premier latest recent earliest",
    "profit": "profit margin gewinn marge ganancia beneficio lucro benefice ebit",
    "cost": "cost costs kosten costo coste custo cout cogs einkaufspreis asset wholesale",
    "fee": "fee fees gebuhr gebuehr comision comissao frais tip tips trinkgeld propina commission provision surcharge",
    "list": "list msrp rrp uvp compare regular original old catalog listen plan",
    "store": "store shop filiale filial tienda loja magasin branch outlet location warehouse lager terminal register "
    "kasse caja caisse sucursal market marktplatz",
    "seller": "seller vendor supplier merchant haendler handler vendedor vendeur lieferant proveedor fornecedor "
    "cashier staff rep salesperson salesman verkaufer verkaeufer sellers fournisseur agent",
    "employee": "employee employees mitarbeiter empleado funcionario employe salarie worker overtime job",
    "payment": "payment payments pay zahlung zahlungs pagamento paiement installments pagos cuotas parcelas zahlart",
    "financial": "financial",
    "status": "status statut zustand situacao situacion stand",
    "state": "state estado etat",
    "event": "event evento ereignis evenement action behavior behaviour",
    "method": "method methode metodo mode modo weise via tender",
    "currency": "currency curr wahrung waehrung moneda divisa moeda devise ccy",
    "converted": "converted base home settlement presentment rate exchange",
    "billing": "billing bill",
    "email": "email mail emailaddress correo courriel mailadresse",
    "phone": "phone telefon tel telefono telephone mobile handy celular cell fax telefone rufnummer msisdn portable "
    "movil whatsapp",
    "address": "address street strasse str adresse anschrift direccion endereco rue calle rua house hausnummer apt "
    "address1 address2 straat avenue logradouro bairro",
    "personname": "firstname lastname surname forename vorname nachname familienname apellido apellidos sobrenome "
    "prenom given fullname username nickname maiden cardholder salutation contact kontakt",
    "zip": "zip plz postal postcode postleitzahl postalcode zipcode cp cep pincode pin",
    "place": "country land pais pays region provincia province bundesland county city stadt ort ciudad cidade ville "
    "geography area district nation municipio staat latitude longitude lat lng lon territory geolocation",
    "period": "year jahr ano annee month monat mes mois week woche semana semaine quarter quartal weekday dow weekno "
    "yearmonth jahre monate wochentag trimestre",
    "age": "age alter edad idade",
    "unique": "unique eindeutig unico master global golden",
    "session": "session sessions sitzung browser ip device cookie sesion sessao visit page url referrer",
    "balance": "balance saldo credit debit salary income einkommen kreditlimit solde budget lifetime ltv clv",
    "recency": "recency rezenz recencia recence",
    "frequency": "frequency frequenz frecuencia frequencia frequence freq",
    "monetary": "monetary monetar monetario monetaire",
    "average": "average avg mean median min max std durchschnitt promedio media moyenne schnitt",
    "churn": "churn churned churner attrition attrited exited unsubscribed lapsed abgewandert kuendigung kundigung "
    "gekundigt gekuendigt abandono evasao attritionflag resiliation cancelacion left",
    "cancelled": "cancelled canceled cancel cancellation storniert anulado cancelado annule",
    "flag": "flag is has label indicator kennzeichen",
    "tenure": "tenure calls minutes length duration dauer laufzeit antiguedad anciennete",
    "lot": "size weight color colour gewicht height width pack measure dimensions photos cm g kg",
    "note": "note notes notiz message nota remark bemerkung memo reason source tags medium channel kanal canal",
}
IGNORED = words_in(
    "of the de del do da des du la le el los las der die das von vom zum zur et y e und and for by in to d l a an "
    "im am um os as dos em por para par pour en au aux ou or utc gmt eur usd gbp local iso full my our your this "
    "prefix text online web raw new"
)
MEANINGS: Mapping[str, frozenset[str]] = {
    word: frozenset(meaning for meaning, words in WORDS.items() if word in words.split())
    for words in WORDS.values()
    for word in words.split()
}
