// The queue by keyboard: j and k walk from pair to pair, y and n go to the reason; Enter there sends the answer.
"use strict";

const pairs = () => [...document.querySelectorAll("[data-pair]")];

const here = () => pairs().findIndex((pair) => pair.contains(document.activeElement));

const walk = (step) => {
  const all = pairs();
  if (!all.length) return;
  const next = all[Math.min(all.length - 1, Math.max(0, here() + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};

// Which button Enter stands for is the one that was asked for last.
const answer = (verb) => {
  const pair = pairs()[Math.max(0, here())];
  const form = pair && pair.querySelector("form[data-answer]");
  if (!form) return;
  form.dataset.verb = verb;
  const reason = form.querySelector("input[name=reason]");
  reason.focus();
};

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-answer]");
  if (event.key === "Enter" && form && event.target.name === "reason" && form.dataset.verb && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(`button[value=${form.dataset.verb}]`));
    return;
  }
  if (event.key === "Escape" && form) {
    form.closest("[data-pair]").focus();
    return;
  }
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = { j: () => walk(1), k: () => walk(-1), y: () => answer("KEEP"), n: () => answer("REJECT") }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
