// The sheet of a session on a line that breaks: what is typed waits here, sealed, and is sent once.
// Without this script, or where the browser lacks what it needs, the form goes the ordinary way.
const page = document.querySelector("[data-sheet]");
const BOX = "danvan-kept";
const UNSENT = "danvan-unsent";
// As long as a sign-in lasts; older keys are asked for again.
const KEY_HOURS = 12;
const AGAIN = 15_000;
const form = page?.querySelector("form[data-entry]");
const person = page?.dataset.person;
const session = page?.dataset.session;
const DENUNCIATION = "denunciation";
const WAITING = "waiting", SENDING = "sending", REFUSED = "refused";

const part = (name) => page.querySelector(`[data-${name}]`);
const asDone = (asked) => new Promise((done, failed) => {
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

// --- what is kept -----------------------------------------------------------------------------------------------

let box;
function openBox() {
  box ??= new Promise((done, failed) => {
    const asked = indexedDB.open(BOX, 2);
    asked.onupgradeneeded = () => {
      const names = asked.result.objectStoreNames;
      if (!names.contains("entries")) asked.result.createObjectStore("entries", { keyPath: "key" });
      if (!names.contains("keys")) asked.result.createObjectStore("keys", { keyPath: "person" });
    };
    asked.onsuccess = () => { asked.result.onversionchange = () => { asked.result.close(); box = null; }; done(asked.result); };
    asked.onerror = () => { box = null; failed(asked.error); };
  });
  return box;
}

async function write(store, act) {
  const work = (await openBox()).transaction(store, "readwrite", { durability: "strict" });
  const over = new Promise((done, failed) => {
    work.oncomplete = () => done();
    work.onabort = work.onerror = () => failed(work.error);
  });
  act(work.objectStore(store));
  await over;
}

const all = async (store) => asDone((await openBox()).transaction(store).objectStore(store).getAll());
const one = async (store, key) => asDone((await openBox()).transaction(store).objectStore(store).get(key));

// --- the key --------------------------------------------------------------------------------------------------------

async function fetchKeys() {
  const answer = await fetch(page.dataset.keys, { headers: { Accept: "application/json" }, redirect: "manual" });
  if (!answer.ok) throw new Error("no keys");
  const given = await answer.json();
  if (given.person !== person) throw new Error("other person");
  const keys = await Promise.all(given.keys.map((text) => crypto.subtle.importKey(
    // Not to be read out again, not even by this page.
    "raw", Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"],
  )));
  await write("keys", (store) => { store.clear(); store.put({ person, keys, at: Date.now() }); });
  return keys;
}

let ring;
async function keys() {
  if (ring) return ring;
  const kept = await one("keys", person);
  const isFresh = kept && Date.now() - kept.at < KEY_HOURS * 3_600_000;
  try { ring = await fetchKeys(); } catch (error) { if (!isFresh) throw error; ring = kept.keys; }
  return ring;
}

async function seal(entry) {
  const [key] = await keys();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(entry)));
  return { iv, sealed };
}

async function unseal(row) {
  for (const key of await keys()) {
    try {
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.sealed)));
    } catch { /* sealed under an earlier key */ }
  }
  return null;
}

// --- the queue ------------------------------------------------------------------------------------------------------

// What is shown of each entry beside what is kept: being sent, sent, refused and why.
const shown = new Map();
let editing = "";
let line = "";
const others = "BroadcastChannel" in window ? new BroadcastChannel("danvan-phieu") : null;

function typed() {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (name !== "csrfmiddlewaretoken" && name !== "key") fields[name] = value;
  if (fields.matter === DENUNCIATION) return { matter: DENUNCIATION, people: fields.people || "1" };
  return fields;
}

async function keep(key, fields) {
  const entry = { key, person, session, url: location.pathname, at: Date.now(), ...await seal(fields) };
  await write("entries", (store) => store.put(entry));
}

async function drop(key) {
  await write("entries", (store) => store.delete(key));
  shown.delete(key);
}

async function mine() {
  return (await all("entries")).filter((row) => row.person === person).sort((one, two) => one.at - two.at);
}

function csrf() {
  const kept = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return kept ? kept.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

async function post(row, fields) {
  const body = new URLSearchParams({ ...fields, key: row.key, person });
  return fetch(row.url, {
    method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(30_000),
    headers: { Accept: "application/json", "X-CSRFToken": csrf() },
  });
}

// Returns whether the line still stands.
async function send(row) {
  const fields = await unseal(row);
  if (!fields) { shown.set(row.key, { ...shown.get(row.key), state: REFUSED, errors: [{ text: page.dataset.unreadable }] }); return true; }
  shown.set(row.key, { fields, state: SENDING });
  await show();
  let answer;
  try { answer = await post(row, fields); } catch { return stop(row, fields, "offline"); }
  if (answer.type === "opaqueredirect" || answer.status === 403) return stop(row, fields, "signin");
  if (answer.status >= 500 || answer.status === 429) return stop(row, fields, "busy");
  let said = null;
  try { said = await answer.json(); } catch { /* not an answer of ours */ }
  if (answer.ok && said?.number) {
    await drop(row.key);
    tell(`Đã vào sổ lượt số ${said.number}.`);
    sent(row, fields, said);
    return true;
  }
  const errors = said?.errors ?? [{ text: page.dataset.gone }];
  shown.set(row.key, { fields, state: REFUSED, errors });
  tell(`Có lượt chưa vào sổ: ${errors.map((each) => each.text).join(" ")}`);
  return true;
}

function stop(row, fields, why) {
  shown.set(row.key, { fields, state: WAITING });
  line = why;
  return false;
}

let isSending = false;
async function sendAll() {
  if (isSending) return;
  isSending = true;
  try {
    // One tab sends for all; whatever is sent twice all the same is stored once.
    await navigator.locks.request(`danvan-phieu-${person}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      line = "";
      for (const row of await mine()) {
        if (row.key === editing || shown.get(row.key)?.state === REFUSED) continue;
        if (!await send(row)) break;
      }
    });
  } finally { isSending = false; }
  await show();
  others?.postMessage("changed");
}

// --- what is seen ---------------------------------------------------------------------------------------------------

function tell(said) { part("told").textContent = said; }

function named(fields) {
  if (fields.matter === DENUNCIATION) return "Tố cáo (chỉ số đếm)";
  return [fields.name, fields.content].filter(Boolean).join(": ").slice(0, 90) || "Lượt chưa ghi tên";
}

function button(words, act, about) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet";
  made.textContent = words;
  const whose = document.createElement("span");
  whose.className = "visually-hidden";
  whose.textContent = ` ${about}`;
  made.append(whose);
  made.addEventListener("click", act);
  return made;
}

const STATES = { [WAITING]: "Chưa gửi", [SENDING]: "Đang gửi…", [REFUSED]: "Chưa vào sổ" };

function item(row, known) {
  const made = document.createElement("li");
  made.dataset.state = known.state;
  made.dataset.key = row.key;
  const what = document.createElement("b");
  what.textContent = named(known.fields);
  const state = document.createElement("span");
  state.className = known.state === REFUSED ? "st rejected" : "st submitted";
  state.textContent = STATES[known.state];
  made.append(state, " ", what);
  for (const each of known.errors ?? []) {
    const said = document.createElement("span");
    said.className = "error";
    said.textContent = each.label ? `${each.label}: ${each.text}` : each.text;
    made.append(said);
  }
  if (known.state !== SENDING) {
    const acts = document.createElement("span");
    acts.className = "acts";
    if (row.session === session) acts.append(button("Sửa", () => edit(row, known), named(known.fields)));
    acts.append(button("Bỏ", () => remove(row, known), named(known.fields)));
    made.append(acts);
  }
  return made;
}

async function show() {
  const rows = await mine();
  const list = part("queue");
  const made = [];
  for (const row of rows) {
    let known = shown.get(row.key);
    if (!known) {
      const fields = await unseal(row).catch(() => null);
      known = { fields: fields ?? {}, state: WAITING };
      shown.set(row.key, known);
    }
    if (row.key !== editing) made.push(item(row, known));
  }
  list.replaceChildren(...made);
  part("waiting").hidden = !rows.length;
  part("count").textContent = String(rows.length);
  const others = (await all("entries")).filter((row) => row.person !== person).length;
  part("strangers").hidden = !others;
  part("strangers-count").textContent = String(others);
  const state = line || (navigator.onLine ? "" : "offline");
  for (const each of page.querySelectorAll("[data-line]")) each.hidden = each.dataset.line !== state;
  remember(rows);
}

// For the page on which somebody signs out: how many wait, and where; not what.
function remember(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.url, (found.get(row.url) ?? 0) + 1);
  const list = [...found].map(([url, count]) => ({ url, count }));
  try { list.length ? localStorage.setItem(UNSENT, JSON.stringify(list)) : localStorage.removeItem(UNSENT); } catch { /* the warning is lost, the entries are not */ }
}

function sent(row, fields, said) {
  const made = document.createElement("li");
  made.dataset.state = "sent";
  const state = document.createElement("span");
  state.className = "st verified";
  state.textContent = `Số ${said.number}`;
  const link = document.createElement("a");
  link.href = said.url;
  link.textContent = named(fields);
  made.append(state, " ", link);
  if (said.hint) {
    const hint = document.createElement("span");
    hint.className = "error";
    hint.textContent = said.hint;
    made.append(hint);
  }
  part("sent").prepend(made);
  part("sent-part").hidden = false;
}

function fill(fields) {
  for (const field of form.elements) {
    if (!field.name || ["csrfmiddlewaretoken", "key"].includes(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.type === "radio" ? fields[field.name] === field.value : field.name in fields;
    else if (field.type !== "submit") field.value = fields[field.name] ?? (field.name === "people" ? "1" : "");
  }
  turn();
}

function edit(row, known) {
  editing = row.key;
  fill(known.fields);
  say(known.errors ?? []);
  part("editing").hidden = false;
  form.elements.name.focus();
  show();
}

async function remove(row, known) {
  if (!window.confirm(`Bỏ lượt chưa gửi “${named(known.fields)}”? Nội dung đã gõ sẽ mất.`)) return;
  if (editing === row.key) begin();
  await drop(row.key);
  await show();
}

function say(errors) {
  for (const old of form.querySelectorAll("[data-said]")) old.remove();
  for (const each of errors) {
    const field = each.field ? form.querySelector(`[name=${each.field}]`) : null;
    const place = field?.closest(".field") ?? form.querySelector(".field");
    place.closest("details")?.setAttribute("open", "");
    const said = document.createElement("span");
    said.className = "error";
    said.dataset.said = "";
    said.textContent = each.text;
    place.prepend(said);
  }
}

function begin() {
  editing = "";
  form.reset();
  say([]);
  part("editing").hidden = true;
  for (const wrong of page.querySelectorAll(".wrongs")) wrong.remove();
  for (const field of form.querySelectorAll(".field.wrong")) { field.classList.remove("wrong"); field.querySelector(":scope > .error")?.remove(); }
  turn();
}

// Of a denunciation only how many came is written down here.
function turn() {
  const isSealed = form.elements.matter.value === DENUNCIATION;
  for (const each of form.querySelectorAll("[data-words]")) each.hidden = isSealed;
  part("sealed").hidden = !isSealed;
}

async function take(event) {
  event.preventDefault();
  const fields = typed();
  const errors = [];
  if (!fields.matter) errors.push({ field: "matter", text: "Chọn loại việc." });
  else if (fields.matter !== DENUNCIATION && !fields.name.trim()) errors.push({ field: "name", text: "Ghi họ và tên người đến." });
  say(errors);
  if (errors.length) { tell(errors[0].text); form.querySelector(`[name=${errors[0].field}]`).focus(); return; }
  const key = editing || crypto.randomUUID();
  try {
    await keep(key, fields);
  } catch (error) {
    // No room, or no key: nothing was kept, and everything typed still stands in the form.
    if (navigator.onLine) { form.removeEventListener("submit", take); form.elements.key.value = key; form.submit(); return; }
    const said = error?.name === "QuotaExceededError" ? page.dataset.full : page.dataset.unkept;
    say([{ text: said }]);
    tell(said);
    return;
  }
  shown.set(key, { fields, state: WAITING });
  begin();
  tell(`Đã giữ lượt “${named(fields)}” trên máy này.`);
  await show();
  form.elements.name.focus();
  sendAll();
}

async function start() {
  await openBox();
  await keys();
  form.addEventListener("submit", take);
  form.addEventListener("change", turn);
  part("new").addEventListener("click", () => { begin(); show(); });
  part("send").addEventListener("click", () => { for (const known of shown.values()) if (known.state === REFUSED) known.state = WAITING; sendAll(); });
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", show);
  if (others) others.onmessage = () => show();
  setInterval(async () => { if (navigator.onLine && (await mine()).some((row) => shown.get(row.key)?.state !== REFUSED && row.key !== editing)) sendAll(); }, AGAIN);
  page.dataset.ready = "";
  turn();
  await show();
  sendAll();
  const kept = await navigator.serviceWorker.register(page.dataset.worker, { scope: location.pathname });
  for (const other of await navigator.serviceWorker.getRegistrations()) if (other.scope !== kept.scope) await other.unregister();
  await navigator.serviceWorker.ready;
  kept.active?.postMessage({ keep: location.pathname });
  // Only then is it promised that the page opens without a line.
  for (let tries = 0; tries < 40 && !await caches.match(location.pathname); tries += 1) await new Promise((done) => { setTimeout(done, 250); });
  if (!await caches.match(location.pathname)) return;
  part("ready").hidden = false;
  page.dataset.kept = "";
}

if (form) {
  turn();
  form.addEventListener("change", turn);
  if (window.isSecureContext && window.indexedDB && window.crypto?.subtle && navigator.serviceWorker && navigator.locks) {
    start().catch(() => { if (!("ready" in page.dataset)) part("plain").hidden = false; });
  } else part("plain").hidden = false;
}
