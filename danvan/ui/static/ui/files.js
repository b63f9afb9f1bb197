// Files go to the server as soon as they are chosen, piece by piece (tus 1.0), and go on from where they were cut off.
// Comfort only: without this script, or when anything here fails, files go with their form as ever.
const PIECE = 512 * 1024;
const DELAYS = [0, 1000, 3000, 5000, 10000];

// What this tab has sent for this page, so that a page loaded again has it; a browser that keeps nothing is fine.
const tab = {
  read(key) { try { return JSON.parse(sessionStorage.getItem(key)) ?? []; } catch { return []; } },
  write(key, list) { try { list.length ? sessionStorage.setItem(key, JSON.stringify(list)) : sessionStorage.removeItem(key); } catch { /* kept nowhere */ } },
};

function storage(key) {
  return {
    findAllUploads: async () => tab.read(key),
    findUploadsByFingerprint: async (mark) => tab.read(key).filter((known) => known.mark === mark && known.uploadUrl).map((known) => ({ ...known, urlStorageKey: known.mark })),
    removeUpload: async (mark) => tab.write(key, tab.read(key).filter((known) => known.mark !== mark)),
    addUpload: async (mark, known) => {
      tab.write(key, [...tab.read(key).filter((other) => other.mark !== mark), { ...known, mark }]);
      return mark;
    },
  };
}

let client;
function load(address) {
  client ??= import(address).then(() => window.tus).catch((error) => { client = null; throw error; });
  return client;
}

// What may be over soon: the line or the server is down, or another piece is just being written.  That there is no room is not.
const mayPass = (status) => status !== 507 && (status < 400 || status >= 500 || status === 409 || status === 423);
const sized = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const size = (bytes) => bytes < 1024 ** 2 ? `${sized.format(Math.ceil(bytes / 1024))} KB` : `${sized.format(bytes / 1024 ** 2)} MB`;

function manage(field) {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector(".kept");
  const words = field.querySelector("template");
  const told = field.querySelector("[data-told]");
  const form = input.form;
  const key = `danvan-files ${location.pathname} ${field.dataset.name}`;
  const settles = "settles" in field.dataset;
  const rows = new Set();
  let recalled = false;
  let leaving = 0;
  let submitter = null;
  let note = null;

  const csrf = () => form.elements.csrfmiddlewaretoken?.value ?? "";
  const mark = (file) => [file.name, file.size, file.lastModified].join("/");
  const tell = (row, said) => { told.textContent = `${row.name}: ${said}`; };

  function add(name, bytes, file) {
    const item = words.content.firstElementChild.cloneNode(true);
    const row = { name, file, item, state: "waiting", percent: 0, upload: null };
    item.querySelector(".name").textContent = name;
    item.querySelector("[data-size]").textContent = size(bytes);
    item.querySelector("[data-named]").textContent = ` ${name}`;
    item.querySelector("progress").setAttribute("aria-label", name);
    item.querySelector("[data-stop]").addEventListener("click", () => (row.state === "sending" || row.state === "waiting" ? stop(row) : go(row)));
    item.querySelector("[data-drop]").addEventListener("click", () => drop(row));
    list.append(item);
    rows.add(row);
    show(row, "waiting");
    return row;
  }

  function show(row, state, said) {
    const changed = row.state !== state;
    row.state = state;
    const sentence = said ?? words.dataset[state].replace("{}", sized.format(row.percent));
    row.item.dataset.state = state;
    row.item.querySelector("[data-said]").textContent = sentence;
    row.item.querySelector("progress").value = row.percent;
    const button = row.item.querySelector("[data-stop]");
    button.hidden = !["waiting", "sending", "paused", "offline"].includes(state);
    button.firstChild.data = state === "waiting" || state === "sending" ? words.dataset.stop : words.dataset.go;
    // Not every percent: a reader hears when something begins, stops or is done.
    if (changed && state !== "waiting") tell(row, sentence);
  }

  async function send(row) {
    row.item.classList.remove("wrong");
    show(row, "sending");
    let tus;
    try { tus = await load(field.dataset.client); } catch { return giveBack(row); }
    if (row.state !== "sending") return undefined;
    row.upload ??= new tus.Upload(row.file, {
      endpoint: field.dataset.files,
      chunkSize: PIECE,
      retryDelays: DELAYS,
      onShouldRetry: (error) => mayPass(error.originalResponse?.getStatus() ?? 0) && navigator.onLine,
      removeFingerprintOnSuccess: true,
      metadata: { filename: row.name },
      headers: { "X-CSRFToken": csrf() },
      fingerprint: async () => mark(row.file),
      urlStorage: storage(key),
      onProgress: (sent, all) => { row.percent = all ? Math.floor(100 * sent / all) : 0; if (row.state === "sending") { show(row, "sending"); remember(row); } },
      onSuccess: () => done(row, row.upload.url, row.file.size),
      onError: (error) => failed(row, error),
    });
    if (!row.upload.url) {
      const before = await row.upload.findPreviousUploads();
      if (before.length) row.upload.resumeFromPreviousUpload(before[0]);
    }
    if (row.state === "sending") row.upload.start();
    return undefined;
  }

  function remember(row) {
    const known = tab.read(key);
    const own = known.find((other) => other.mark === mark(row.file));
    if (own) { own.percent = row.percent; tab.write(key, known); }
  }

  function done(row, url, bytes) {
    row.percent = 100;
    row.url = url;
    const token = new URL(url, location.href).pathname.split("/").filter(Boolean).pop();
    if (row.file) {
      const known = tab.read(key).filter((other) => other.mark !== mark(row.file));
      tab.write(key, [...known, { mark: mark(row.file), uploadUrl: url, name: row.name, size: bytes, done: true }]);
    }
    if (!settles) {
      const carried = document.createElement("input");
      Object.assign(carried, { type: "hidden", name: field.dataset.name, value: token });
      row.item.append(carried);
    }
    show(row, "done");
    next();
  }

  function failed(row, error) {
    const answer = error.originalResponse;
    const status = answer?.getStatus() ?? 0;
    if (!answer || status >= 500 && mayPass(status)) {
      // The line is down, or the server is: what arrived stays, and the rest follows.
      show(row, "offline");
      setTimeout(() => { if (row.state === "offline" && navigator.onLine) go(row); }, 15_000);
      return;
    }
    const plain = (answer.getHeader("Content-Type") ?? "").startsWith("text/plain");
    if (plain && [413, 422, 429].includes(status) && answer.getBody()) {
      row.item.classList.add("wrong");
      forget(row);
      show(row, "refused", answer.getBody());
      hold();
      next();
      return;
    }
    giveBack(row);
  }

  // Whatever this script cannot do, the form can.
  function giveBack(row) {
    show(row, "withForm");
    carry();
    next();
  }

  // The form carries the files it was promised to carry, and no other; a browser only knows what was chosen last.
  function carry() {
    const carried = new DataTransfer();
    rows.forEach((row) => { if (row.state === "withForm") carried.items.add(row.file); });
    input.files = carried.files;
  }

  function stop(row) { row.upload?.abort(); show(row, "paused"); next(); }
  function go(row) { row.state = "waiting"; show(row, "waiting"); next(); }
  function forget(row) {
    const gone = row.file ? mark(row.file) : row.mark;
    tab.write(key, tab.read(key).filter((other) => other.mark !== gone));
  }

  function drop(row) {
    const url = row.state === "refused" ? null : row.upload?.url ?? row.url;
    row.upload?.abort();
    if (url) {
      leaving += 1;
      fetch(url, { method: "DELETE", keepalive: true, headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrf() } })
        .catch(() => {}).finally(() => { leaving -= 1; next(); });
    }
    forget(row);
    rows.delete(row);
    row.item.remove();
    carry();
    input.focus();
    next();
  }

  // One at a time: a weak line split in two is two weaker ones.
  function next() {
    const all = [...rows].filter((row) => row.state !== "again");
    if (all.some((row) => row.state === "sending")) return;
    const waiting = all.find((row) => row.state === "waiting");
    if (waiting) { send(waiting); return; }
    if (all.some((row) => row.state === "offline" || row.state === "paused")) return;
    if (submitter !== null) {
      const pressed = submitter || undefined;
      hold();
      if (!all.some((row) => row.state === "refused")) form.requestSubmit(pressed);
    } else if (settles && recalled && !leaving && rows.size && [...rows].every((row) => row.state === "done")) {
      // They are where they belong; the page shows them, and none that is just leaving.  What is half sent it would forget.
      tab.write(key, []);
      location.assign(location.pathname);
    }
  }

  // The form was sent while files still go: it follows by itself once they are there.
  function hold() { submitter = null; note?.remove(); note = null; }
  form.addEventListener("submit", (event) => {
    // A file that was refused does not quietly stay behind.
    const refused = [...rows].find((row) => row.state === "refused");
    if (refused) {
      event.preventDefault();
      refused.item.querySelector("[data-drop]").focus();
      tell(refused, refused.item.querySelector("[data-said]").textContent);
      return;
    }
    const going = [...rows].filter((row) => ["waiting", "sending", "paused", "offline"].includes(row.state));
    if (!going.length) return;
    event.preventDefault();
    submitter = event.submitter ?? false;
    if (!note) {
      note = document.createElement("span");
      note.className = "small";
      note.setAttribute("role", "status");
      (event.submitter ?? form.lastElementChild).after(note);
      note.textContent = words.dataset.soon;
    }
    going.filter((row) => row.state === "paused" || row.state === "offline").forEach(go);
  });

  input.addEventListener("change", () => {
    const chosen = [...input.files];
    carry();
    for (const file of chosen) {
      const there = [...rows].find((row) => row.mark === mark(file) || row.file && mark(row.file) === mark(file));
      if (there && there.state !== "again" && there.state !== "refused") continue;
      if (there) { rows.delete(there); there.item.remove(); }
      add(file.name, file.size, file);
    }
    next();
  });
  addEventListener("online", () => rows.forEach((row) => { if (row.state === "offline") go(row); }));

  // After a reload: what was sent is there again, what was half sent says so.  A new visit begins empty.
  async function recall() {
    const kind = performance.getEntriesByType("navigation")[0]?.type;
    if (kind !== "reload" && kind !== "back_forward") { tab.write(key, []); return; }
    for (const known of tab.read(key)) {
      // Shown by the page already.
      if (settles && known.done) { forget(known); continue; }
      let [here, all] = [known.done ? known.size : 0, known.size];
      try {
        const answer = await fetch(known.uploadUrl, { method: "HEAD", headers: { "Tus-Resumable": "1.0.0" } });
        [here, all] = ["Upload-Offset", "Upload-Length"].map((name) => Number(answer.headers.get(name)));
        if (!answer.ok || !all) { forget(known); continue; }
      } catch { /* the line is down: what this tab knows */ }
      const row = add(known.name ?? known.metadata.filename, all, null);
      row.mark = known.mark;
      row.url = known.uploadUrl;
      row.percent = Math.floor(100 * here / all);
      if (here === all) done(row, known.uploadUrl, all);
      else show(row, "again");
    }
  }
  recall().finally(() => { recalled = true; next(); });
}

document.querySelectorAll("[data-files]").forEach(manage);
