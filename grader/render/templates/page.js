"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // --- theme: the system's until someone chooses ---
  const theme = document.querySelector("button.theme");
  if (theme) {
    const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const say = () => { theme.textContent = dark() ? "Light theme" : "Dark theme"; };
    theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; say(); });
    say();
  }

  // --- small tables are sorted in place; data-value holds what a cell is sorted by ---
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    const value = cell.dataset.value;
    if (value === undefined) return cell.textContent.trim();
    return value === "" ? -Infinity : Number(value);
  };
  const turn = (header, headers) => {
    const up = header.getAttribute("aria-sort") === "ascending" ? false : header.getAttribute("aria-sort") === "descending" ? true : !header.classList.contains("number");
    for (const each of headers) each.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    return up ? 1 : -1;
  };
  const makeButton = (header) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    header.setAttribute("aria-sort", "none");
    return button;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, index) => {
      makeButton(header).addEventListener("click", () => {
        const sign = turn(header, headers);
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => sign * compare(valueOf(a, index), valueOf(b, index)));
        table.tBodies[0].append(...rows);
      });
    });
  }

  // --- tables wider than the screen are scrolled with the keyboard, too ---
  const reach = () => {
    for (const each of document.querySelectorAll(".wide")) {
      if (each.scrollWidth > each.clientWidth) each.tabIndex = 0; else each.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);

  // --- paper shows what a click unfolds ---
  const folded = () => [...document.querySelectorAll("details.on-paper:not([open])")];
  let unfolded = [];
  addEventListener("beforeprint", () => { unfolded = folded(); for (const each of unfolded) each.open = true; });
  addEventListener("afterprint", () => { for (const each of unfolded) each.open = false; });

  // --- the students: data in the page, only one page of rows in the document ---
  const store = document.getElementById("students-data");
  const table = document.getElementById("students-table");
  if (!store || !table) { reach(); return; }
  const data = JSON.parse(store.textContent);
  const [NAME, ATTEMPT, SCORE, PERCENT, STRIP, SECONDS, LEVEL, FLAGS, MISTAKES, HREF] = data.columns.keys();
  const words = { p: "right", f: "not right", n: "not attempted" };
  const search = document.getElementById("search");
  const only = document.getElementById("only");
  const size = document.getElementById("size");
  const status = document.getElementById("shown");
  const body = table.tBodies[0];
  const headers = [...table.tHead.rows[0].cells];
  const state = { sort: NAME, sign: 1, page: 0 };
  const haystack = data.rows.map((row) => `${row[NAME]} ${row[FLAGS].map((flag) => data.flags[flag]).join(" ")}`.toLowerCase());

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const stripOf = (code) => {
    const strip = element("span", undefined, "strip");
    const counts = { p: 0, f: 0, n: 0 };
    [...code].forEach((sign, index) => {
      const cell = element("i", undefined, sign);
      cell.title = `${data.exercises[index]}: ${words[sign]}`;
      counts[sign] += 1;
      strip.append(cell);
    });
    strip.setAttribute("role", "img");
    strip.setAttribute("aria-label", `${counts.p} right, ${counts.f} not right, ${counts.n} not attempted`);
    return strip;
  };
  const rowOf = (row) => {
    const made = document.createElement("tr");
    const name = element("th");
    name.scope = "row";
    if (row[HREF]) { const link = element("a", row[NAME]); link.href = row[HREF]; name.append(link); } else name.textContent = row[NAME];
    if (row[ATTEMPT] > 1) name.append(element("span", ` attempt ${row[ATTEMPT]}`, "quiet small"));
    const flags = element("td");
    row[FLAGS].forEach((flag) => flags.append(element("span", data.flags[flag], "badge warn"), " "));
    const strip = element("td");
    strip.append(stripOf(row[STRIP]));
    const mistakes = element("td", row[MISTAKES].map((index) => data.misconceptions[index]).join(", "), "small");
    made.append(name, element("td", row[SCORE] === null ? "no score" : row[SCORE], "number"), element("td", row[PERCENT] === null ? "" : `${Math.round(row[PERCENT])} %`, "number"),
      strip, mistakes, element("td", row[SECONDS].toFixed(1), "number"), element("td", data.levels[row[LEVEL]]), flags);
    return made;
  };
  const chosen = () => {
    const needles = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [kind, number] = only.value.split(":");
    const wanted = Number(number);
    const found = [];
    data.rows.forEach((row, index) => {
      if (!needles.every((needle) => haystack[index].includes(needle))) return;
      if (kind === "mistake" && !row[MISTAKES].includes(wanted)) return;
      if (kind === "flag" && !row[FLAGS].includes(wanted)) return;
      if (kind === "exercise" && row[STRIP][wanted] !== "f") return;
      found.push(row);
    });
    const key = (row) => {
      const value = row[state.sort];
      if (state.sort === STRIP) return value.replace(/[^p]/g, "").length;
      return value === null ? -1 : Array.isArray(value) ? value.length : value;
    };
    return found.sort((a, b) => state.sign * compare(key(a), key(b)) || compare(a[NAME], b[NAME]));
  };
  const previous = document.getElementById("previous");
  const next = document.getElementById("next");
  const draw = () => {
    const rows = chosen();
    const count = Number(size.value) || rows.length || 1;
    const pages = Math.max(Math.ceil(rows.length / count), 1);
    state.page = Math.min(Math.max(state.page, 0), pages - 1);
    const from = state.page * count;
    const shown = rows.slice(from, from + count);
    body.replaceChildren(...shown.map(rowOf));
    status.textContent = rows.length ? `${from + 1} to ${from + shown.length} of ${rows.length}` : "nobody fits";
    previous.disabled = state.page === 0;
    next.disabled = state.page >= pages - 1;
  };
  const again = () => { state.page = 0; draw(); };
  const columns = [NAME, SCORE, PERCENT, STRIP, MISTAKES, SECONDS, LEVEL, FLAGS];
  headers.forEach((header, index) => {
    makeButton(header).addEventListener("click", () => { state.sign = turn(header, headers); state.sort = columns[index]; again(); });
  });
  headers[0].setAttribute("aria-sort", "ascending");
  let timer = 0;
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(again, 80); });
  only.addEventListener("change", again);
  size.addEventListener("change", again);
  previous.addEventListener("click", () => { state.page -= 1; draw(); });
  next.addEventListener("click", () => { state.page += 1; draw(); });
  for (const button of document.querySelectorAll("button[data-only]")) {
    button.addEventListener("click", () => {
      only.value = button.dataset.only;
      search.value = "";
      again();
      document.getElementById("students").scrollIntoView();
      only.focus({ preventScroll: true });
    });
  }
  const everybody = 3000; // rows that a browser lays out without a wait
  addEventListener("beforeprint", () => { const rows = chosen(); if (rows.length <= everybody) body.replaceChildren(...rows.map(rowOf)); });
  addEventListener("afterprint", draw);
  draw();
  reach();
})();
