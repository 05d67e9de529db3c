// Each heading of a sortable table becomes a button that sorts by its column. Without this script the table stays as it is.
const words = new Intl.Collator(undefined, { numeric: true });
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, n) => {
    const key = (row) => row.cells[n].dataset.key ?? row.cells[n].textContent.trim();
    const compare = head.classList.contains("number") ? (a, b) => key(a) - key(b) : (a, b) => words.compare(key(a), key(b));
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const order = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      const rows = [...table.tBodies[0].rows].sort(order === "ascending" ? compare : (a, b) => compare(b, a));
      table.tBodies[0].append(...rows);
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", order);
    });
  });
}
