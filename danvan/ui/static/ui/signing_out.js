// Whoever signs out leaves nothing readable in this browser: the keys of what waits here unsent, and pages kept for
// working without a line, go.  What waits stays sealed until the same person signs in again, and is told first.
const UNSENT = "danvan-unsent";
const BOX = "danvan-kept";

// What waits of whoever signs out; what others left here is theirs.
function unsent(person) {
  try { return JSON.parse(localStorage.getItem(UNSENT))?.[person] ?? []; } catch { return []; }
}

function withoutKeys() {
  return new Promise((done) => {
    const asked = indexedDB.open(BOX);
    asked.onerror = asked.onblocked = () => done();
    asked.onsuccess = () => {
      const box = asked.result;
      const over = () => { box.close(); done(); };
      if (!box.objectStoreNames.contains("keys")) { over(); return; }
      const act = box.transaction("keys", "readwrite");
      act.objectStore("keys").clear();
      act.oncomplete = act.onerror = act.onabort = over;
    };
  });
}

async function forget() {
  // Pages that stand open beside this one show what waits, and would go on writing down for whoever signs out.
  if ("BroadcastChannel" in window) new BroadcastChannel("danvan-phieu").postMessage({ out: true });
  await withoutKeys();
  for (const name of await caches.keys()) if (name.startsWith("danvan-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}

document.querySelectorAll("[data-signs-out]").forEach((form) => {
  let isWarned = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const waiting = unsent(form.dataset.person);
    const count = waiting.reduce((sum, each) => sum + each.count, 0);
    if (count && !isWarned) {
      isWarned = true;
      const said = document.createElement("p");
      said.className = "unsent-warning";
      said.setAttribute("role", "alert");
      said.append(`Máy này còn ${count} mục chưa gửi. Thoát bây giờ thì các mục ấy được khóa lại và chỉ gửi được khi chính bạn đăng nhập lại trên máy này. `);
      const link = document.createElement("a");
      link.href = waiting[0].url;
      link.textContent = "Mở để gửi";
      said.append(link, "; hoặc bấm Đăng xuất lần nữa.");
      form.before(said);
      return;
    }
    form.dataset.leaving = "";
    // The answer to a click does not wait for a browser that keeps nothing, or does not let go.
    try { await Promise.race([forget(), new Promise((done) => { setTimeout(done, 2000); })]); } catch { /* nothing is kept here */ }
    form.submit();
  });
});
