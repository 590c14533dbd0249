"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  // Light or dark: as the system has it, until it is said otherwise.
  const theme = $("theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  try { const t = localStorage.getItem("softulp-theme"); if (t === "dark" || t === "light") root.dataset.theme = t; } catch { /* not kept */ }
  if (theme) {
    theme.hidden = false;
    theme.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("softulp-theme", root.dataset.theme); } catch { /* not kept */ }
      name();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
    name();
  }

  // What a link leads to is shown, whatever it is folded in.
  const reveal = () => {
    const target = location.hash.length > 1 && $(location.hash.slice(1));
    if (!target) return;
    for (let e = target; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    target.scrollIntoView();
    const focus = target.tagName === "DETAILS" ? target.querySelector("summary") : target;
    if (!focus.hasAttribute("tabindex") && focus.tagName !== "SUMMARY") focus.tabIndex = -1;
    focus.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);

  // Tables are sorted by the column whose heading is pressed.
  const value = (row, n) => {
    const cell = row.cells[n];
    if (cell.dataset.v !== undefined) return cell.dataset.v === "" ? NaN : Number(cell.dataset.v);
    const text = cell.textContent.trim();
    return text !== "" && !isNaN(text) ? Number(text) : text;
  };
  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return isNaN(a) ? isNaN(b) ? 0 : 1 : isNaN(b) ? -1 : a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    for (const th of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        // Numbers from the largest at first, names from A.
        const down = th.ariaSort ? th.ariaSort === "ascending" : th.classList.contains("n");
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", down ? "descending" : "ascending");
        const n = th.cellIndex;
        const rows = Array.from(table.tBodies[0].rows, (row) => [value(row, n), row]);
        rows.sort((a, b) => {
          const unknown = (x) => typeof x === "number" && isNaN(x);
          if (unknown(a[0]) || unknown(b[0])) return unknown(a[0]) - unknown(b[0]);
          return down ? compare(b[0], a[0]) : compare(a[0], b[0]);
        });
        table.tBodies[0].append(...rows.map((r) => r[1]));
      });
    }
  }

  // The table of entries shows those that are asked for.
  const filter = $("filter");
  if (filter) {
    const rows = Array.from($("table").tBodies[0].rows);
    const apply = () => {
      const holds = $("f-name").value.trim().toLowerCase();
      const fn = $("f-function").value, dtype = $("f-dtype").value, verdict = $("f-verdict").value;
      let shown = 0;
      for (const row of rows) {
        row.hidden = !(row.cells[0].textContent.toLowerCase().includes(holds) && (!fn || row.cells[1].textContent === fn) &&
          (!dtype || row.dataset.d === dtype) && (!verdict || row.dataset.o === verdict));
        if (!row.hidden) shown++;
      }
      $("f-count").textContent = `${shown} of ${rows.length}`;
    };
    filter.hidden = false;
    filter.addEventListener("input", apply);
    filter.addEventListener("submit", (e) => e.preventDefault());
    apply();
  }

  // Which one to use: what was worked out for each function, dtype and width.
  const chooser = $("chooser");
  if (chooser) {
    const data = JSON.parse($("advice-data").textContent);
    const advise = () => {
      const k = Number($("c-k").value);
      const all = data[$("c-function").value]?.[$("c-dtype").value] ?? [];
      const say = $("say").firstElementChild, body = $("candidates").tBodies[0];
      let a;
      for (const b of all) if (!a || b.From <= k) a = b;
      body.replaceChildren();
      $("others").textContent = a ? a.Others : "";
      $("beyond").hidden = !a || k <= a.To;
      say.textContent = a ? a.Say : "Nothing was judged there.";
      for (const [at, name, max, mean, right, over, ns, note] of a?.Candidates ?? []) {
        const row = body.insertRow(), th = document.createElement("th"), link = document.createElement("a");
        th.scope = "row";
        link.href = "#e" + at;
        link.textContent = name;
        th.append(link);
        row.append(th);
        for (const text of [max, mean, right, over, ns || "–", note]) row.insertCell().textContent = text;
        for (let n = 1; n < 6; n++) row.cells[n].className = "n";
      }
    };
    chooser.addEventListener("input", advise);
    chooser.addEventListener("submit", (e) => e.preventDefault());
    // What a browser has kept of an earlier visit is advised on, not what the page says.
    advise();
  }

  for (const code of document.querySelectorAll(".command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    code.after(" ", button);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
    });
  }

  reveal();
  root.dataset.ready = String(Math.round(performance.now()));
})();
