"""The months' names and abbreviations in English, German, Spanish, Portuguese and French (Unicode CLDR)."""

_NAMES = (
    "january jan januar janner janv janvier janeiro enero ene",
    "february feb febr februar fev fevr fevrier fevereiro febrero",
    "march mar marz mrz maerz mars marco marzo",
    "april apr abr abril avr avril",
    "may mai maio mayo",
    "june jun juni juin junho junio",
    "july jul juli juil juillet julho julio",
    "august aug ago agosto aou aout",
    "september sep sept set septiembre setiembre setembro septembre",
    "october oct okt oktober out outubro octubre octobre",
    "november nov noviembre novembro novembre",
    "december dec dez dezember dic diciembre dezembro decembre",
)
# Lower case and without accents.
MONTHS = {name: month for month, names in enumerate(_NAMES, start=1) for name in names.split()}
