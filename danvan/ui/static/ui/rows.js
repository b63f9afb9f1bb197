// Comfort only: one row more without loading the page again, so that chosen files stay chosen.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-more]");
  if (!button) return;
  const prefix = button.dataset.more;
  const list = document.querySelector(`[data-rows-of="${prefix}"]`);
  const total = document.getElementsByName(`${prefix}-TOTAL_FORMS`)[0];
  const blank = document.querySelector(`template[data-row-of="${prefix}"]`);
  const index = Number(total.value), most = Number(list.dataset.most);
  event.preventDefault();
  const row = blank.content.firstElementChild.cloneNode(true);
  for (const part of [row, ...row.querySelectorAll("*")]) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replaceAll("__prefix__", index));
    }
  }
  row.querySelector("[data-place]").textContent = index + 1;
  list.append(row);
  total.value = index + 1;
  row.querySelector("input:not([type=hidden]), select")?.focus();
  button.hidden = index + 1 >= most;
});
