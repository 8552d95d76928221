// Sorts tables and filters the worklist. Without it the page shows all of both.
"use strict";
(() => {
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();

  // Empty values stay last, whichever way the others go; equal ones stay as they are.
  const compare = (one, other, isNumber) => {
    if (one === "" || other === "") return null;
    return isNumber ? Number(one) - Number(other) : one.localeCompare(other, "en", { numeric: true });
  };

  const sort = (table, header) => {
    const column = header.cellIndex;
    const isNumber = header.dataset.sort === "number";
    const before = header.getAttribute("aria-sort");
    const first = isNumber ? "descending" : "ascending";
    const next = before === first ? (isNumber ? "ascending" : "descending") : first;
    const sign = next === "ascending" ? 1 : -1;
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", next);
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => [value(row, column), row]);
    rows.sort(([one], [other]) => {
      const order = compare(one, other, isNumber);
      return order === null ? (one === "") - (other === "") : sign * order;
    });
    body.append(...rows.map(([, row]) => row));
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const header of table.tHead.rows[0].cells) {
      if (!header.dataset.sort) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sort(table, header));
      header.append(button);
    }
  }

  // The latest months first, where not all of them fit.
  const months = document.getElementById("months");
  if (months) months.scrollLeft = months.scrollWidth;

  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.paper")) one.open = true;
  });

  const form = document.getElementById("filter");
  if (!form) return;
  const rows = Array.from(document.getElementById("actions").tBodies[0].rows);
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const keys = ["owner", "route", "payer", "cause", "urgency"];
  const told = document.getElementById("told");
  const dollars = (cents) => (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });

  const filter = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0, denied = 0, pending = 0, recoverable = 0;
    for (const row of rows) {
      const fits = keys.every((key) => {
        const wanted = form.elements[key].value;
        return wanted === "" || wanted === "=" + row.dataset[key];
      });
      row.hidden = !fits || !words.every((word) => texts.get(row).includes(word));
      if (row.hidden) continue;
      shown += 1;
      denied += Number(row.dataset.denied);
      pending += Number(row.dataset.pending);
      recoverable += Number(row.dataset.recoverable);
    }
    told.textContent = `${shown} of ${rows.length} actions: ${dollars(denied)} denied, ${pending ? dollars(pending) + " not decided, " : ""}${dollars(recoverable)} recoverable`;
  };

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const link of document.querySelectorAll("a[data-payer]")) {
    link.addEventListener("click", () => {
      for (const key of keys) form.elements[key].value = "";
      form.elements.text.value = "";
      form.elements.payer.value = "=" + link.dataset.payer;
      filter();
    });
  }
  filter();
})();
