// Comfort only: everything works without this file.
const typing = "input, textarea, select, [contenteditable]";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(typing)) return;
  if (event.key === "/") {
    const search = document.getElementById("search");
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
  const named = `[data-key="${CSS.escape(event.key)}"]`;
  const act = document.querySelector(`.current ${named}`) ?? document.querySelector(named);
  if (act) { event.preventDefault(); act.matches(typing) ? act.focus() : act.click(); }
});
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
