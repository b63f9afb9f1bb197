// Lets the sheets of sessions open again without a line: those pages alone, and the files they are made of.
// Every page it keeps says nothing of any visitor.  A change of any file changes the version; the store of an earlier
// one stays until each page in it stands in the new one.
const STORES = "danvan-phieu-";
const STORE = `${STORES}{{ version }}`;
const FILES = {{ assets|safe }};
const STATIC = {{ static|safe }};
const SHEET = /^\/tiep-dan\/buoi\/\d+\/phieu\/$/;
const PATIENCE = 8000;
const KEPT = "kept", REFUSED = "refused", CUT = "cut";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => { await keepFiles(); await self.skipWaiting(); })());
});

self.addEventListener("activate", (event) => { event.waitUntil(self.clients.claim()); });

// The page asks to be kept once it is shown, and is told whether it is.
self.addEventListener("message", (event) => {
  const path = event.data?.keep;
  if (!path || !SHEET.test(path)) return;
  event.waitUntil((async () => {
    await keep(path);
    event.ports[0]?.postMessage({ kept: await stands(path) });
    await carryOver();
  })());
});

async function keepFiles() {
  const store = await caches.open(STORE);
  await Promise.all(FILES.map(async (file) => { if (!await store.match(file)) await store.add(file).catch(() => undefined); }));
}

async function keep(path) {
  let answer;
  try {
    answer = await fetch(path, { redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  } catch { return CUT; }
  if (isRefused(answer)) { await drop(path); return REFUSED; }
  if (!answer.ok) return CUT;
  await (await caches.open(STORE)).put(path, answer);
  await keepFiles();
  return KEPT;
}

async function stands(path) {
  const store = await caches.open(STORE);
  return (await Promise.all([path, ...FILES].map((each) => store.match(each)))).every(Boolean);
}

// What was promised of a page by an earlier version holds: none is thrown away before it is fetched anew.
async function carryOver() {
  const store = await caches.open(STORE);
  for (const name of await stores()) {
    if (name === STORE) continue;
    let isDone = true;
    for (const { url } of await (await caches.open(name)).keys()) {
      const path = new URL(url).pathname;
      if (SHEET.test(path) && !await store.match(path) && await keep(path) === CUT) isDone = false;
    }
    if (isDone) await caches.delete(name);
  }
}

async function stores() {
  return (await caches.keys()).filter((name) => name.startsWith(STORES));
}

// Nobody is signed in any more, or may not open it: it is not kept for whoever sits here next.
function isRefused(answer) {
  return answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404;
}

async function drop(path) {
  for (const name of await stores()) await (await caches.open(name)).delete(path);
}

// A page of an earlier version comes with its own files, which lie beside it.
async function kept(asked) {
  return (await caches.match(asked, { cacheName: STORE })) ?? caches.match(asked);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && SHEET.test(url.pathname)) event.respondWith(sheet(event.request, url.pathname));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(file(event.request));
});

async function sheet(request, path) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (isRefused(answer)) await drop(path);
    else if (answer.ok) await (await caches.open(STORE)).put(path, answer.clone());
    else return (await kept(path)) ?? answer;
    return answer;
  } catch (cut) {
    const page = await kept(path);
    if (page) return page;
    throw cut;
  }
}

async function file(request) {
  return (await kept(request)) ?? fetch(request);
}
