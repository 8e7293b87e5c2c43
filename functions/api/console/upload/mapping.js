/** Which column is what: the fields there are, what is still missing, and the description that says so. */

const ATTRIBUTE = "attribute"; // kept as it is: what subscribers are told apart by
const ORDERS = [
  { field: "customer_id", title: "Customer", meaning: "who bought: a number, code or e-mail address" },
  { field: "order_datetime", title: "Order date", meaning: "when, with or without the time" },
  { field: "order_total", title: "Order total", meaning: "what the order or line came to; or name quantity and price", isMoney: true },
  { field: "quantity", title: "Quantity", meaning: "how many, with the price of one", isMoney: true },
  { field: "unit_price", title: "Price of one", meaning: "with the quantity", isMoney: true },
  { field: "order_id", title: "Order number", meaning: "lines with the same number are one order", isOptional: true },
  { field: "product_id", title: "Product", meaning: "what was bought", isOptional: true },
];
const SUBSCRIBERS = [
  { field: "customer_id", title: "Customer", meaning: "one row is one customer" },
  { field: "label", title: "Left or stayed", meaning: "yes or no; blank is to be forecast" },
  { field: "recurring_amount", title: "Monthly amount", meaning: "what a customer pays a month", isOptional: true },
];

/** The fields of this kind of file, each with its title and what it means. */
export function fieldsOf(kind) {
  return kind === "subscribers" ? SUBSCRIBERS : ORDERS;
}

/** Tables that are recognised and joined with the dataset's other files; their columns are not chosen here. */
const JOINED = {
  order_headers: "orders without their lines",
  order_items: "the lines of orders",
  payments: "payments",
  persons: "who customers are",
  products: "products",
};

/** What a recognised table of several holds, in words; null where columns are chosen here. */
export function joinedTable(table) {
  return JOINED[table] ?? null;
}

/** Which column each field is taken from, as the preview found it: `{field: column}`. */
export function foundMapping(columns) {
  return Object.fromEntries(columns.filter((one) => one.field && one.field !== ATTRIBUTE).map((one) => [one.field, one.name]));
}

/** What is wrong with a mapping: sentences, none where it will do. */
export function missing(kind, mapping) {
  const has = (field) => Boolean(mapping[field]);
  const titles = new Map(fieldsOf(kind).map((one) => [one.field, one.title]));
  const needed = kind === "subscribers" ? ["customer_id", "label"] : ["customer_id", "order_datetime"];
  const sentences = needed.filter((field) => !has(field)).map((field) => `Choose the column for “${titles.get(field)}”.`);
  if (kind !== "subscribers" && !has("order_total") && !(has("quantity") && has("unit_price"))) {
    sentences.push("Choose the column for “Order total”, or both “Quantity” and “Price of one”.");
  }
  return sentences;
}

/** The columns chosen for the fields of this kind, and no others: `{field: column}`. */
export function chosenColumns(kind, mapping) {
  const fields = new Set(fieldsOf(kind).map((one) => one.field));
  return Object.fromEntries(Object.entries(mapping).filter(([field, column]) => column && fields.has(field)));
}

/** "matched", "guessed" or "needed" for a field: by whom the column was chosen, or that one is wanting. */
export function stateOf(field, kind, mapping, columns) {
  if (!mapping[field]) return missing(kind, mapping).some((text) => text.includes(`“${titleOf(field, kind)}”`)) ? "needed" : "none";
  const found = columns.find((one) => one.field === field);
  return found?.name === mapping[field] && found.state === "guessed" ? "guessed" : "matched";
}

/** The columns no field is taken from; those that are kept as attributes are used. */
export function unused(columns, mapping) {
  const used = new Set(Object.values(mapping));
  return columns.filter((one) => !used.has(one.name) && one.field !== ATTRIBUTE);
}

function titleOf(field, kind) {
  return fieldsOf(kind).find((one) => one.field === field).title;
}
