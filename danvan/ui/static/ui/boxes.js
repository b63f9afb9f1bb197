// Black boxes drawn over a picture.  The table of numbers is what is sent; this file only fills it in.  Nothing is
// kept in the browser.
(() => {
  const form = document.querySelector("form[data-boxes]");
  const canvas = form?.querySelector("[data-canvas]");
  if (!canvas) return;
  const WHOLE = 10000, STEP = 50, LEAST = 40, SIDES = ["left", "top", "width", "height"];
  const body = form.querySelector("[data-rows-of-boxes]");
  const blank = form.querySelector("template[data-box-row]");
  const drawing = form.querySelector("[data-draw]"), adding = form.querySelector("[data-add]");
  const undoing = form.querySelector("[data-undo]"), unsaved = form.querySelector("[data-unsaved]");
  const full = form.querySelector("[data-full]");
  const total = form.querySelector("[name=box-TOTAL_FORMS]"), initial = form.querySelector("[name=box-INITIAL_FORMS]");
  const most = Number(form.querySelector("[name=box-MAX_NUM_FORMS]").value);
  form.querySelectorAll(".needs-script").forEach((part) => { part.hidden = false; });

  const inputs = (row) => SIDES.map((side) => row.querySelector(`[name$="-${side}"]`));
  const number = (text) => { const value = parseFloat(text.replace(",", ".")); return Number.isFinite(value) ? Math.round(value * 100) : null; };
  const percent = (value) => String(value / 100).replace(".", ",");
  const boxOf = (row) => {
    const [left, top, width, height] = inputs(row).map((input) => number(input.value));
    return [left, top, width, height].some((side) => side === null) ? null : { left, top, width, height };
  };
  // Rows that hold something; what cannot be read stays as it was typed, for the server to say why.
  const isEmpty = (row) => inputs(row).every((input) => !input.value.trim());
  const isGone = (row) => row.querySelector("[name$=-DELETE]")?.checked;
  const rows = () => [...body.querySelectorAll("[data-box]")];
  const snapshot = () => rows().map((row) => inputs(row).map((input) => input.value));
  const past = [];
  // What the server brings back because it was refused is not kept.
  let clean = unsaved.hidden;

  const newRow = (values) => {
    const row = blank.content.firstElementChild.cloneNode(true);
    body.append(row);
    inputs(row).forEach((input, index) => { input.value = values[index]; });
    return row;
  };
  const renumber = () => {
    rows().forEach((row, index) => {
      row.querySelector("th").textContent = index + 1;
      row.querySelectorAll("input, label").forEach((part) => {
        for (const name of ["name", "id", "for"]) {
          const value = part.getAttribute(name);
          if (value) part.setAttribute(name, value.replace(/box-(\d+|__prefix__)-/, `box-${index}-`));
        }
      });
    });
    total.value = rows().length;
    initial.value = 0;
  };
  const remember = () => { past.push(snapshot()); undoing.disabled = false; clean = false; unsaved.hidden = false; };
  const draw = (focused = -1) => {
    const hadFocus = canvas.contains(document.activeElement);
    renumber();
    if (rows().length < most) full.hidden = true;
    canvas.replaceChildren();
    rows().forEach((row, index) => {
      const box = boxOf(row);
      if (!box || isGone(row)) return;
      const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const is = { x: box.left, y: box.top, width: box.width, height: box.height, tabindex: 0, role: "button",
        "aria-label": `Ô che ${index + 1}`, "aria-describedby": "mask-help", "data-row": index };
      for (const [name, value] of Object.entries(is)) shape.setAttribute(name, value);
      canvas.append(shape);
      if (index === focused) shape.focus();
    });
    // Whoever worked on a box that is gone goes on from the buttons, not from the top of the page.
    if (hadFocus && !canvas.contains(document.activeElement)) drawing.focus();
  };
  const put = (row, box) => {
    const left = Math.min(Math.max(box.left, 0), WHOLE - 1), top = Math.min(Math.max(box.top, 0), WHOLE - 1);
    const kept = { left, top, width: Math.max(1, Math.min(box.width, WHOLE - left)), height: Math.max(1, Math.min(box.height, WHOLE - top)) };
    inputs(row).forEach((input, index) => { input.value = percent(kept[SIDES[index]]); });
  };
  const add = (box) => {
    if (rows().length >= most) {
      full.hidden = false;
      return;
    }
    remember();
    put(newRow(["", "", "", ""]), box);
    draw(rows().length - 1);
  };
  const undo = () => {
    const before = past.pop();
    if (!before) return;
    body.replaceChildren();
    before.forEach(newRow);
    undoing.disabled = !past.length;
    clean = false;
    unsaved.hidden = false;
    draw();
  };

  // The pointer: mouse, pen or finger.
  let from = null, fresh = null, under = null;
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    const share = (at, start, length) => Math.round(Math.min(Math.max((at - start) / length, 0), 1) * WHOLE);
    return [share(event.clientX, frame.left, frame.width), share(event.clientY, frame.top, frame.height)];
  };
  const between = (one, other) => ({
    left: Math.min(one[0], other[0]), top: Math.min(one[1], other[1]),
    width: Math.abs(one[0] - other[0]), height: Math.abs(one[1] - other[1]),
  });
  const isDrawing = () => drawing.getAttribute("aria-pressed") === "true";
  canvas.classList.toggle("drawing", isDrawing());
  canvas.addEventListener("pointerdown", (event) => {
    if (!isDrawing() || event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    from = place(event);
    under = event.target.closest("[data-row]");
    fresh = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    canvas.append(fresh);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const box = between(from, place(event));
    for (const [name, value] of [["x", box.left], ["y", box.top], ["width", box.width], ["height", box.height]]) fresh.setAttribute(name, value);
  });
  const stop = (event, keeps) => {
    if (!from) return;
    const box = between(from, place(event));
    from = null;
    fresh.remove();
    // A mere tap is no box: it takes hold of the one it fell on.
    if (keeps && box.width >= LEAST && box.height >= LEAST) add(box);
    else if (keeps) under?.focus();
  };
  canvas.addEventListener("pointerup", (event) => stop(event, true));
  canvas.addEventListener("pointercancel", (event) => stop(event, false));

  // The keyboard, on the box that has the focus.
  const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
  canvas.addEventListener("keydown", (event) => {
    const index = Number(event.target.getAttribute("data-row") ?? -1);
    const row = rows()[index];
    if (!row) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remember();
      row.remove();
      draw(Math.min(index, rows().length - 1));
    } else if (moves[event.key]) {
      event.preventDefault();
      remember();
      const box = boxOf(row), [x, y] = moves[event.key];
      put(row, event.shiftKey ? { ...box, width: box.width + x, height: box.height + y } : { ...box, left: box.left + x, top: box.top + y });
      draw(index);
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, textarea")) {
      event.preventDefault();
      undo();
    }
  });
  drawing.addEventListener("click", () => {
    drawing.setAttribute("aria-pressed", String(!isDrawing()));
    canvas.classList.toggle("drawing", isDrawing());
  });
  adding.addEventListener("click", () => add({ left: 4000, top: 4500, width: 2000, height: 400 }));
  undoing.addEventListener("click", undo);
  let before = snapshot();
  body.addEventListener("focusin", () => { before = snapshot(); });
  body.addEventListener("change", () => { past.push(before); before = snapshot(); undoing.disabled = false; clean = false; unsaved.hidden = false; draw(); });
  document.querySelectorAll("[data-zoom]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-page]").forEach((page) => { page.className = `page-work zoom-${link.dataset.zoom}`; });
    document.querySelectorAll("[data-zoom]").forEach((each) => each.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    document.querySelectorAll("[data-keeps-zoom]").forEach((part) => {
      const name = part.tagName === "FORM" ? "action" : "href";
      part.setAttribute(name, `${part.getAttribute(name).split("?")[0]}?phong=${link.dataset.zoom}`);
    });
  }));
  form.addEventListener("submit", () => { clean = true; });
  window.addEventListener("beforeunload", (event) => { if (!clean) event.preventDefault(); });

  rows().filter((row) => isEmpty(row)).forEach((row) => row.remove());
  draw();
})();
