/** The API's client: the key of this session, questions, and errors in words a person can use. */

const KEY = "perennial.key";
const SCOPES = ["read", "operate", "admin"];
const MOST_RETRIES = 2;
const LONGEST_WAIT_SECONDS = 5;
const UNAFFECTED = "Your data are unaffected.";

/** Why a question was not answered: `message` says what happened and what to do. */
class Problem extends Error {
  constructor({ status, slug, title, detail, fields = {}, reference = null, retryAfterSeconds = null }) {
    super(detail);
    Object.assign(this, { status, slug, title, fields, reference, retryAfterSeconds });
  }

  /** Whether the answer will come by itself once more data or a first model are there. */
  get isWaiting() {
    return this.slug === "no-model-yet" || this.slug === "not-ready";
  }
}

/** What this session is: `{key, key_id, scope}`, or null when nobody is signed in. */
export function session() {
  return JSON.parse(sessionStorage.getItem(KEY));
}

/** Sign in with a key: it is kept until the tab closes. Raises Problem, of status 401 for a key that is not known. */
export async function signIn(key) {
  const who = await request("GET", "api/key", { key });
  sessionStorage.setItem(KEY, JSON.stringify({ key, key_id: who.key_id, scope: who.scope }));
}

/** Forget the key, and why: "left", or "refused" when the API no longer takes it. */
export function signOut(why = "left") {
  sessionStorage.removeItem(KEY);
  document.dispatchEvent(new CustomEvent("signed-out", { detail: why }));
}

/** Whether the key's scope includes this one: admin includes operate includes read. */
export function may(scope) {
  return SCOPES.indexOf(session()?.scope) >= SCOPES.indexOf(scope);
}

/** The answer to GET; asks again a few times where the service said when to. */
export async function get(path, { query, signal } = {}) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await guarded("GET", path, { query, signal });
    } catch (problem) {
      if (!problem.retryAfterSeconds || tries === MOST_RETRIES) throw problem;
      await pause(Math.min(problem.retryAfterSeconds, LONGEST_WAIT_SECONDS), signal);
    }
  }
}

/** The answer to POST, PUT or DELETE, with a JSON body where there is one. Never asked twice. */
export function send(method, path, { query, body, signal } = {}) {
  return guarded(method, path, { query, body, signal });
}

async function guarded(method, path, options) {
  try {
    return await request(method, path, { ...options, key: session()?.key });
  } catch (problem) {
    if (problem.status === 401) signOut("refused");
    throw problem;
  }
}

async function request(method, path, { key, query, body, signal }) {
  const headers = { accept: "application/json", "x-api-key": key ?? "" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await sent(address(path, query), { method, headers, signal, body: JSON.stringify(body) });
  const content = await answer.json().catch(() => null);
  if (!answer.ok || content === null) throw problemOf(answer, content ?? {});
  return content;
}

async function sent(where, options) {
  try {
    return await fetch(where, { ...options, cache: "no-store", credentials: "omit", redirect: "error" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({
      status: 0,
      title: "No connection",
      detail: `The system cannot be reached. ${UNAFFECTED} Check your connection and try again.`,
    });
  }
}

function address(path, query = {}) {
  const parts = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return parts.length ? `${path}?${new URLSearchParams(parts)}` : path;
}

function problemOf(answer, content) {
  const known = { status: answer.status, reference: content.reference, retryAfterSeconds: seconds(answer) };
  const fields = Object.fromEntries((content.errors ?? []).map((one) => [one.field, one.message]));
  const slug = content.type?.split(":").at(-1);
  if (answer.status === 429) {
    return new Problem({ ...known, title: "Too busy", detail: `Too many questions at once. ${UNAFFECTED} Try again in a moment.` });
  }
  if (typeof content.detail === "string") {
    return new Problem({ ...known, slug, fields, title: content.title, detail: sentence(content.detail) });
  }
  return new Problem({ ...known, title: "No answer", detail: `The system did not answer as it should. ${UNAFFECTED} Try again.` });
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function seconds(answer) {
  const told = Number(answer.headers.get("retry-after"));
  return told > 0 ? told : answer.status === 429 ? 1 : null;
}

function pause(waitSeconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, waitSeconds * 1000);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
