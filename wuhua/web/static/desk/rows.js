// Lists by keyboard: j and k walk the rows, Enter opens one, o opens its form. A box in the head ticks the whole page.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement.closest("[data-row]"));
  const move = { j: 1, k: -1 }[event.key];
  if (move) {
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, here + move))].focus();
    return;
  }
  if (here < 0 || document.activeElement !== rows[here]) return;
  if (event.key === "Enter") {
    const link = rows[here].querySelector("[data-open]");
    if (link) link.click();
  }
  if (event.key === "o") {
    const form = rows[here].querySelector("[data-do]");
    if (!form) return;
    event.preventDefault();
    form.open = !form.open;
    if (form.open) form.querySelector("textarea").focus();
  }
});

document.addEventListener("change", (event) => {
  const name = event.target.dataset.all;
  if (!name) return;
  document.querySelectorAll(`input[type=checkbox][name=${name}]`).forEach((box) => { box.checked = event.target.checked; });
});

document.addEventListener("DOMContentLoaded", () => {
  const here = document.querySelector(".tabs [aria-current], .calendar-tabs [aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
});
