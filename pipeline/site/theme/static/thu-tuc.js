"use strict";
// The register: a click on a column's head sorts it, on a phone the list of orders does; the field above keeps the rows that hold all its words.
const table = document.querySelector("[data-sortable]");
const lower = (text) => text.normalize("NFC").toLowerCase();
const fold = (text) => lower(text).normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

if (table) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending"));
  });
  offerFilter(document.querySelector("[data-row-filter]"));

  function sort(column, down) {
    const head = heads[column];
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    const rows = [...body.rows].sort((one, two) => key(one).localeCompare(key(two), "vi", { numeric: true }));
    body.append(...(down ? rows.reverse() : rows));
  }

  function offerFilter(group) {
    group.hidden = false;
    const field = group.querySelector("input");
    const order = group.querySelector("select");
    order.addEventListener("change", () => sort(Number(order.value.split(" ")[0]), order.value.endsWith("down")));
    const said = group.querySelector("[role=status]");
    field.addEventListener("input", () => {
      const words = lower(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of body.rows) {
        const text = lower(row.textContent);
        const bare = fold(text);
        row.hidden = !words.every((word) => (fold(word) === word ? bare : text).includes(word)); // marks count where typed
        shown += !row.hidden;
      }
      said.textContent = words.length ? `Thấy ${shown} thủ tục.` : "";
    });
  }
}
