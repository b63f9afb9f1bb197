// Lets the sheet of a session open again without a line: that page alone, and the files it is made of.
// Every page it keeps says nothing of any visitor.  A change of any file changes the version, and the old store goes.
const STORE = "danvan-phieu-{{ version }}";
const FILES = {{ assets|safe }};
const SHEET = /^\/tiep-dan\/buoi\/\d+\/phieu\/$/;
const PATIENCE = 8000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(STORE);
    await Promise.all(FILES.map((file) => store.add(file).catch(() => undefined)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("danvan-phieu-") && name !== STORE) await caches.delete(name);
    await self.clients.claim();
  })());
});

// The page asks to be kept once it is shown: the first time, nothing stood between it and the line.
self.addEventListener("message", (event) => {
  if (event.data?.keep && SHEET.test(event.data.keep)) event.waitUntil(keep(event.data.keep));
});

async function keep(path) {
  const answer = await fetch(path, { redirect: "manual", credentials: "same-origin" });
  if (answer.ok) await (await caches.open(STORE)).put(path, answer);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && SHEET.test(url.pathname)) event.respondWith(sheet(event.request, url.pathname));
  else if (FILES.includes(url.pathname)) event.respondWith(file(event.request));
});

async function sheet(request, path) {
  const store = await caches.open(STORE);
  const kept = () => store.match(path);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await store.put(path, answer.clone());
    // Nobody is signed in any more, or may not open it: it is not kept for whoever sits here next.
    else if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) await store.delete(path);
    else return (await kept()) ?? answer;
    return answer;
  } catch (cut) {
    const page = await kept();
    if (page) return page;
    throw cut;
  }
}

async function file(request) {
  return (await caches.match(request, { cacheName: STORE })) ?? fetch(request);
}
