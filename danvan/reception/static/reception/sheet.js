// The sheet of a session on a line that breaks: what is typed waits here, sealed, and is sent once.
// Without this script, or where the browser lacks what it needs, the form goes the ordinary way.
const page = document.querySelector("[data-sheet]");
const BOX = "danvan-kept";
const UNSENT = "danvan-unsent";
const AGAIN = 15_000;
const form = page?.querySelector("form[data-entry]");
const person = page?.dataset.person;
const session = page?.dataset.session;
const DENUNCIATION = "denunciation";
const WAITING = "waiting", SENDING = "sending", REFUSED = "refused", LOCKED = "locked";
const PATIENCE = 8_000;

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

class NoKeys extends Error {
  // `why`: the line that is shown of it, or "other" when somebody else is signed in here.
  constructor(why) { super(why); this.why = why; }
}

let ring, goodUntil = 0, asking = null;
const hasKeys = () => Boolean(ring) && Date.now() < goodUntil;

async function keys() {
  if (hasKeys()) return ring;
  ring = null;
  asking ??= obtainKeys().finally(() => { asking = null; });
  return asking;
}

// Keys kept here stand in for a server that is not reached, and never for one that answers otherwise.
async function obtainKeys() {
  let answer, text;
  try {
    answer = await fetch(page.dataset.keys, { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    text = await answer.text();
  } catch { return keptKeys(); }
  if (answer.status >= 500 || answer.status === 429) return keptKeys();
  let given = null;
  try { given = answer.ok ? JSON.parse(text) : null; } catch { /* not an answer of ours */ }
  if (given?.person && given.person !== person) throw new NoKeys("other");
  if (!given?.person) {
    await forget();
    throw new NoKeys(answer.type === "opaqueredirect" || answer.status === 403 ? "signin" : "keys");
  }
  const found = await Promise.all(given.keys.map((each) => crypto.subtle.importKey(
    // Not to be read out again, not even by this page.
    "raw", Uint8Array.from(atob(each), (sign) => sign.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"],
  )));
  if (isOut) throw new NoKeys("signin");
  // As long as the sign-in lasts, however often they are fetched.
  goodUntil = Date.now() + given.seconds * 1000;
  ring = found;
  const row = { person, keys: found, until: goodUntil };
  try { await write("keys", (store) => { store.clear(); store.put(row); }); } catch { /* this page has them all the same */ }
  return ring;
}

async function keptKeys() {
  const row = await one("keys", person).catch(() => null);
  if (isOut || !(Date.now() < row?.until)) throw new NoKeys("keys");
  goodUntil = row.until;
  ring = row.keys;
  return ring;
}

// The server knows nobody here any more: neither keys nor kept pages are left to whoever sits here next.
async function forget() {
  ring = null;
  shown.clear();
  delete page.dataset.kept;
  if (!isOut) {
    tell("");
    part("sent").replaceChildren();
    part("sent-part").hidden = true;
  }
  try { await write("keys", (store) => store.clear()); } catch { /* nothing is kept */ }
  for (const name of await caches.keys()) {
    if (!name.startsWith("danvan-phieu-")) continue;
    const store = await caches.open(name);
    for (const asked of await store.keys()) if (new URL(asked.url).pathname.endsWith("/phieu/")) await store.delete(asked);
  }
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

// What is shown of each entry beside what is kept, as of its last change: being sent, refused and why.
const shown = new Map();
// The entry that stands in the form, and what lets other tabs send it again.
let editing = "";
let letGo = null;
// The key of an entry that could not be kept and is sent straight from the form, until it arrived.
let straight = "";
let line = "";
let isOut = false;
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
  return entry;
}

async function drop(key) {
  await write("entries", (store) => store.delete(key));
  shown.delete(key);
}

// What was changed while it was on its way stays: it is another entry than the one that arrived.
async function dropAsSent(row) {
  await write("entries", (store) => {
    store.get(row.key).onsuccess = (found) => { if (found.target.result?.at === row.at) store.delete(row.key); };
  });
  shown.delete(row.key);
}

const lockOf = (key) => `danvan-luot-${key}`;

// Hold an entry, so that no other tab sends or changes it; returns what lets it go, or nothing if another has it.
function hold(key) {
  return new Promise((done, failed) => {
    const held = navigator.locks.request(lockOf(key), { ifAvailable: true }, (lock) => {
      if (!lock) { done(null); return null; }
      return new Promise((free) => { done(async () => { free(); await held; }); });
    });
    held.catch(failed);
  });
}

async function mine() {
  return (await all("entries")).filter((row) => row.person === person).sort((one, two) => one.at - two.at);
}

function csrf() {
  const kept = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return kept ? kept.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

async function post(row, fields) {
  const body = new URLSearchParams({ ...fields, key: row.key, person, ...(row.straight && { straight: "1" }) });
  return fetch(row.url, {
    method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(30_000),
    headers: { Accept: "application/json", "X-CSRFToken": csrf() },
  });
}

// What the server says to an entry: that it is in the book (`said`), why it is not (`errors`, with the line of the
// `book` that stands under its key), or that it has to be asked again (`why`).
async function ask(row, fields) {
  let answer, text;
  try { answer = await post(row, fields); text = await answer.text(); } catch { return { why: "offline" }; }
  if (answer.type === "opaqueredirect" || answer.status === 403) return { why: "signin" };
  if (answer.status >= 500 || answer.status === 429) return { why: "busy" };
  let said = null;
  try { said = JSON.parse(text); } catch { /* not an answer of ours */ }
  if (answer.ok) return said?.number ? { said } : { why: "busy" };
  if (said?.code === "other_person") return { why: "other" };
  return { errors: said?.errors ?? [{ text: page.dataset.gone }], book: said?.url ? said : null };
}

// Returns whether the line still stands.
async function send(row) {
  const { at } = row;
  const fields = await unseal(row);
  if (!fields) { shown.set(row.key, unreadable(at)); return true; }
  shown.set(row.key, { at, fields, state: SENDING });
  await show();
  const { why, said, errors, book } = await ask(row, fields);
  if (isOut) return false;
  if (why) {
    shown.set(row.key, { at, fields, state: WAITING });
    await interrupted(why);
    return false;
  }
  if (said) {
    await dropAsSent(row);
    tell(`Đã vào sổ lượt số ${said.number}.`);
    sent(fields, said);
    return true;
  }
  shown.set(row.key, { at, fields, state: REFUSED, errors, book });
  tell(`Có lượt chưa vào sổ: ${errors.map((each) => each.text).join(" ")}`);
  return true;
}

const unreadable = (at) => ({ at, fields: null, state: REFUSED, errors: [{ text: page.dataset.unreadable }] });
const isRefused = (row) => shown.get(row.key)?.state === REFUSED && shown.get(row.key).at === row.at;

async function interrupted(why) {
  if (why === "other") { await leave(); return; }
  if (why === "signin") await forget();
  line = why;
}

let isSending = false;
async function sendAll() {
  if (isSending || isOut) return;
  isSending = true;
  try {
    line = "";
    await keys();
    // One tab sends for all; whatever is sent twice all the same is stored once.
    await navigator.locks.request(`danvan-phieu-${person}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      for (const { key } of await mine()) {
        const goesOn = await navigator.locks.request(lockOf(key), { ifAvailable: true }, async (free) => {
          // Meanwhile changed, sent or thrown away elsewhere: what counts is what lies there now.
          const row = free && await one("entries", key);
          return !row || isRefused(row) || send(row);
        });
        if (!goesOn || isOut) break;
      }
    });
  } catch (error) {
    if (!(error instanceof NoKeys)) throw error;
    await interrupted(error.why);
  } finally { isSending = false; }
  await show();
  if (!isOut) others?.postMessage("changed");
}

// Signed out in another tab, or somebody else is signed in: nothing of what stood here is left on the screen.
async function leave() {
  if (isOut) return;
  isOut = true;
  editing = straight = "";
  letGo?.();
  form.reset();
  const said = part("out");
  said.hidden = false;
  page.replaceChildren(said);
  ring = null;
  shown.clear();
  // The page is loaded anew for whoever is signed in, whose keys may lie here already.
  await write("keys", (store) => store.delete(person)).catch(() => undefined);
  // The page on which somebody signs out goes its own way.
  if (document.querySelector("[data-signs-out][data-leaving]")) return;
  for (let tries = 0; tries < 20; tries += 1) {
    let answer;
    try { answer = await fetch(page.dataset.keys, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }); } catch { return; }
    if (answer.type === "opaqueredirect" || (answer.ok && (await answer.json()).person !== person)) break;
    await new Promise((done) => { setTimeout(done, 500); });
  }
  location.replace(page.dataset.login);
}

// --- what is seen ---------------------------------------------------------------------------------------------------

function tell(said) { if (!isOut) part("told").textContent = said; }

function named(fields) {
  if (!fields) return "Lượt đang khóa";
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

const STATES = { [WAITING]: "Chưa gửi", [SENDING]: "Đang gửi…", [REFUSED]: "Chưa vào sổ", [LOCKED]: "Đang khóa" };

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
  if (known.book) made.append(lineOf(known.book, `Mở lượt số ${known.book.number} trong sổ`));
  if (known.state === WAITING || known.state === REFUSED) {
    const acts = document.createElement("span");
    acts.className = "acts";
    // What the book has already is put right there, from what stands here.
    if (row.session === session && known.fields) acts.append(button(known.book ? "Xem lại" : "Sửa", () => edit(row.key), named(known.fields)));
    acts.append(button("Bỏ", () => remove(row.key, known), named(known.fields)));
    made.append(acts);
  }
  return made;
}

function lineOf({ url }, words) {
  const link = document.createElement("a");
  link.href = url;
  link.textContent = words;
  return link;
}

async function knownOf(row) {
  const known = shown.get(row.key);
  if (known?.at === row.at) return known;
  if (!hasKeys()) return { state: LOCKED, fields: null };
  const fields = await unseal(row);
  const found = fields ? { at: row.at, fields, state: WAITING } : unreadable(row.at);
  shown.set(row.key, found);
  return found;
}

// One after the other, so that what is read last is what stays on the screen.
let drawing = Promise.resolve();
function show() {
  drawing = drawing.then(draw, draw);
  return drawing;
}

async function draw() {
  if (isOut) return;
  const kept = await all("entries").catch(() => []);
  const rows = kept.filter((row) => row.person === person).sort((one, two) => one.at - two.at);
  const made = [];
  for (const row of rows) if (row.key !== editing) made.push(item(row, await knownOf(row).catch(() => ({ state: LOCKED, fields: null }))));
  if (isOut) return;
  part("queue").replaceChildren(...made);
  part("waiting").hidden = !rows.length;
  part("count").textContent = String(rows.length);
  const strangers = kept.length - rows.length;
  part("strangers").hidden = !strangers;
  part("strangers-count").textContent = String(strangers);
  const state = line || (navigator.onLine ? "" : "offline");
  for (const each of page.querySelectorAll("[data-line]")) each.hidden = each.dataset.line !== state;
  part("ready").hidden = !("kept" in page.dataset && hasKeys());
  remember(rows);
}

// For the page on which somebody signs out: how many of theirs wait, and where; not what.
function remember(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.url, (found.get(row.url) ?? 0) + 1);
  try {
    let kept = JSON.parse(localStorage.getItem(UNSENT));
    if (!kept || Array.isArray(kept)) kept = {};
    if (found.size) kept[person] = [...found].map(([url, count]) => ({ url, count }));
    else delete kept[person];
    if (Object.keys(kept).length) localStorage.setItem(UNSENT, JSON.stringify(kept)); else localStorage.removeItem(UNSENT);
  } catch { /* the warning is lost, the entries are not */ }
}

function sent(fields, said) {
  const made = document.createElement("li");
  made.dataset.state = "sent";
  const state = document.createElement("span");
  state.className = "st verified";
  state.textContent = `Số ${said.number}`;
  made.append(state, " ", lineOf(said, named(fields)));
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

async function edit(key) {
  const release = await hold(key);
  const row = release && await one("entries", key);
  const fields = row && await unseal(row).catch(() => null);
  if (!fields) {
    await release?.();
    tell(release ? "Lượt này không còn chờ gửi." : "Lượt này đang được gửi, hoặc đang sửa ở thẻ khác.");
    await show();
    return;
  }
  await begin();
  const errors = isRefused(row) ? shown.get(key).errors : [];
  editing = key;
  letGo = release;
  fill(fields);
  say(errors);
  part("editing").hidden = false;
  form.elements.name.focus();
  await show();
}

async function remove(key, known) {
  if (!window.confirm(`Bỏ lượt chưa gửi “${named(known.fields)}”? Nội dung đã gõ sẽ mất.`)) return;
  const release = await hold(key);
  if (release) {
    await drop(key);
    await release();
  } else tell("Lượt này đang được gửi, hoặc đang sửa ở thẻ khác.");
  await show();
  others?.postMessage("changed");
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
    if (each.book) said.append(" ", lineOf(each.book, `Mở lượt số ${each.book.number} trong sổ`));
    place.prepend(said);
  }
}

async function begin() {
  editing = straight = "";
  const release = letGo;
  letGo = null;
  form.reset();
  say([]);
  part("editing").hidden = true;
  for (const wrong of page.querySelectorAll(".wrongs, [data-standing]")) wrong.remove();
  for (const field of form.querySelectorAll(".field.wrong")) { field.classList.remove("wrong"); field.querySelector(":scope > .error")?.remove(); }
  turn();
  await release?.();
}

// Of a denunciation only how many came is written down here.
function turn() {
  const isSealed = form.elements.matter.value === DENUNCIATION;
  for (const each of form.querySelectorAll("[data-words]")) each.hidden = isSealed;
  part("sealed").hidden = !isSealed;
}

let isTaking = false;
async function take(event) {
  event.preventDefault();
  if (isTaking) return;
  isTaking = true;
  try { await takeEntry(); } finally { isTaking = false; }
}

async function takeEntry() {
  const fields = typed();
  const errors = [];
  if (!fields.matter) errors.push({ field: "matter", text: "Chọn loại việc." });
  else if (fields.matter !== DENUNCIATION && !fields.name.trim()) errors.push({ field: "name", text: "Ghi họ và tên người đến." });
  say(errors);
  if (errors.length) { tell(errors[0].text); form.querySelector(`[name=${errors[0].field}]`).focus(); return; }
  const key = editing || straight || crypto.randomUUID();
  let entry;
  try {
    entry = await keep(key, fields);
  } catch (error) {
    if (!isOut) await sendStraight(key, fields, error);
    return;
  }
  shown.set(key, { at: entry.at, fields, state: WAITING });
  await begin();
  form.elements.name.focus();
  tell(`Đã giữ lượt “${named(fields)}” trên máy này.`);
  await show();
  sendAll();
}

// No room, or no key: nothing could be kept.  It is sent from here, and what was typed stands until it arrived.
async function sendStraight(key, fields, error) {
  if (error?.why === "other") { await leave(); return; }
  if (!editing) straight = key;
  const { why, said, errors, book } = await ask({ key, url: location.pathname, straight: !editing }, fields);
  if (isOut) return;
  if (said) {
    if (editing) await drop(editing).catch(() => undefined);
    await begin();
    form.elements.name.focus();
    tell(`Đã vào sổ lượt số ${said.number}.`);
    sent(fields, said);
    await show();
    return;
  }
  if (why) {
    await interrupted(why);
    if (isOut) return;
    const words = error?.name === "QuotaExceededError" ? page.dataset.full : page.dataset.unkept;
    say([{ text: words }]);
    tell(words);
  } else if (book && !editing) {
    // What was typed may as well be of whoever came next: sent once more, it is a visit of its own.
    straight = "";
    say([{ text: `${errors[0].text} ${page.dataset.next}`, book }]);
    tell(`${errors[0].text} ${page.dataset.next}`);
  } else {
    say(errors.map((each) => ({ ...each, book })));
    tell(errors.map((each) => each.text).join(" "));
  }
  await show();
}

// Only what the worker says it holds is promised to open without a line.
async function promise() {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const isKept = await new Promise((done) => {
    port1.onmessage = (told) => done(told.data.kept);
    setTimeout(() => done(false), 3 * PATIENCE);
    active.postMessage({ keep: location.pathname }, [port2]);
  });
  if (isKept) page.dataset.kept = ""; else delete page.dataset.kept;
  await show();
}

async function stayReady() {
  // Each sheet had a worker of its own once, which stood before the one for all.
  for (const each of await navigator.serviceWorker.getRegistrations()) if (each.scope.endsWith("/phieu/")) await each.unregister();
  navigator.serviceWorker.addEventListener("controllerchange", promise);
  await navigator.serviceWorker.register(page.dataset.worker);
  await promise();
}

async function start() {
  form.addEventListener("submit", take);
  part("new").addEventListener("click", async () => { await begin(); await show(); sendAll(); });
  if (others) others.onmessage = ({ data }) => {
    if (data?.out || (data?.here && data.here !== person)) leave();
    else if (data?.here && !hasKeys()) sendAll();
    else show();
  };
  others?.postMessage({ here: person });
  // Without it every entry is sent straight from the form.
  try { await openBox(); } catch { part("plain").hidden = false; return; }
  part("send").addEventListener("click", () => { for (const [key, known] of shown) if (known.state === REFUSED) shown.delete(key); sendAll(); });
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", show);
  setInterval(async () => { if (navigator.onLine && (!hasKeys() || (await mine()).some((row) => row.key !== editing && !isRefused(row)))) sendAll(); }, AGAIN);
  page.dataset.ready = "";
  await show();
  sendAll();
  stayReady().catch(() => { /* nothing is promised */ });
}

if (form) {
  turn();
  form.addEventListener("change", turn);
  if (window.isSecureContext && window.indexedDB && window.crypto?.subtle && navigator.serviceWorker && navigator.locks) start();
  else part("plain").hidden = false;
}
