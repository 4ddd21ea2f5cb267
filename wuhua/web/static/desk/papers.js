// A second click within a moment is the same printing; a later one is another copy and gets its own key.
"use strict";

document.addEventListener("submit", (event) => {
  const key = event.target.querySelector("input[name=key]");
  if (key) window.setTimeout(() => { key.value = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`; }, 1500);
});
