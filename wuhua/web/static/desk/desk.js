// What every page can do without being told: the search key, menus that close, charts drawn from data in the page.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const find = document.querySelector("[data-find]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && find) {
    event.preventDefault();
    find.focus();
    find.select();
  }
  if (event.key === "Escape") {
    document.querySelectorAll("details.me[open]").forEach((menu) => { menu.open = false; });
  }
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.me[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// A select that is the whole form: choosing is asking.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-ask-on-change]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The session ended while the page was open: the answer names the door, and the page goes there.
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const place = document.querySelector("[data-trouble]");
  if (status !== 401 && place) place.hidden = false;
});
