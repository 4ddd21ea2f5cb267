// Numbered points: the last line, once written in, brings the next one.
"use strict";

document.addEventListener("input", (event) => {
  const list = event.target.closest("[data-points]");
  if (!list || !event.target.value) return;
  const lines = [...list.querySelectorAll("input[name=points]")];
  if (event.target !== lines[lines.length - 1]) return;
  const line = event.target.closest("li").cloneNode(true);
  line.querySelector("input").value = "";
  list.append(line);
});
