// Comfort only: everything works without this file.
const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
// Whoever works by voice turns single keys off; the browser remembers it.
const OFF = "keys-off";
const kept = (() => { try { return window.localStorage; } catch { return null; } })();
document.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
document.querySelectorAll("[data-keys-on]").forEach((box) => {
  box.checked = !kept?.getItem(OFF);
  box.addEventListener("change", () => box.checked ? kept?.removeItem(OFF) : kept?.setItem(OFF, "1"));
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return;
  if (kept?.getItem(OFF)) return;
  if (event.key === "/") {
    const search = document.querySelector("main [type=search]") ?? document.getElementById("search");
    if (search) { event.preventDefault(); search.focus(); }
    return;
  }
  // A list with data-rows moves with j and k, opens with Enter; other keys press the button that names them,
  // in the current row first.
  const list = document.querySelector("[data-rows]");
  if (list && (event.key === "j" || event.key === "k")) {
    const rows = [...list.querySelectorAll("[data-row]")];
    const now = rows.findIndex((row) => row.classList.contains("current"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, event.key === "j" ? now + 1 : now - 1))];
    rows[now]?.classList.remove("current");
    next?.classList.add("current");
    next?.scrollIntoView({ block: "nearest" });
    next?.querySelector("a")?.focus();
    return;
  }
  if (list && event.key === "x") {
    const pick = list.querySelector(".current [data-pick]");
    if (pick) { pick.click(); return; }
  }
  const named = `[data-key="${CSS.escape(event.key)}"]`;
  const act = document.querySelector(`.current ${named}`) ?? document.querySelector(named);
  if (act) { event.preventDefault(); act.matches(typing) ? act.focus() : act.click(); }
});
// Rows ticked for one act on all of them: counted aloud, all of the page at once.
const picks = [...document.querySelectorAll("[data-pick]")];
const pickAll = document.querySelector("[data-pick-all]");
const countPicked = () => {
  const number = picks.filter((pick) => pick.checked).length;
  const said = document.querySelector("[data-picked]");
  if (said) { said.hidden = false; said.textContent = `Đã chọn ${number}/${picks.length} đơn`; }
  if (pickAll) { pickAll.checked = number === picks.length; pickAll.indeterminate = number > 0 && number < picks.length; }
};
pickAll?.addEventListener("change", () => {
  picks.forEach((pick) => { pick.checked = pickAll.checked; });
  countPicked();
});
picks.forEach((pick) => pick.addEventListener("change", countPicked));
if (picks.length) countPicked();
// An open sheet closes with Escape or a click elsewhere.
const closeSheets = (except) => document.querySelectorAll(".top details[open], .bottom details[open]").forEach((sheet) => {
  if (!sheet.contains(except)) sheet.open = false;
});
document.addEventListener("click", (event) => closeSheets(event.target));
document.addEventListener("keyup", (event) => { if (event.key === "Escape") closeSheets(null); });
// After a refused form, the summary of what is wrong is read first.
const readWrongs = () => document.querySelector(".wrongs")?.focus();
document.addEventListener("htmx:afterSwap", readWrongs);
readWrongs();
// On a phone the tabs of a line run sideways: the current one comes into sight.
const here = document.querySelector(".tabs [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;
