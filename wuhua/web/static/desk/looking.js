// At the customer's: how far two roads to the sales are apart, and what a sheet adds up to, while it is being typed.
// Fen are counted with whole numbers; the server counts again and its figures stand.
"use strict";

(() => {
  const fen = (text) => {
    const plain = text.replace(/[,,\s]/g, "");
    const parts = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(plain);
    return parts ? BigInt(parts[1]) * 100n + BigInt((parts[2] || "").padEnd(2, "0")) : null;
  };
  const yuan = (whole) => {
    const size = whole < 0n ? -whole : whole;
    const head = (size / 100n).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    return `${whole < 0n ? "-" : ""}${head}.${(size % 100n).toString().padStart(2, "0")}`;
  };
  const up = (part, whole) => (part * 100n + whole - 1n) / whole;

  const spread = document.querySelector("[data-spread]");
  const estimate = document.querySelector("[data-estimate]");
  const apart = () => {
    const roads = new Map();
    document.querySelectorAll("[data-known]").forEach((each) => roads.set(each.dataset.known, BigInt(each.dataset.fen)));
    const typed = fen(estimate.elements.sales.value);
    if (typed !== null) roads.set(estimate.elements.method.value, typed);
    if (roads.size < 2) { spread.textContent = spread.dataset.few; return; }
    const all = [...roads.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const low = all[0], high = all[all.length - 1];
    const pct = low > 0n ? up(high - low, low) : 10000n;
    const good = pct <= BigInt(spread.dataset.most);
    const word = document.createElement("span");
    word.className = good ? "good" : "bad";
    word.textContent = good ? spread.dataset.good : spread.dataset.bad;
    spread.replaceChildren(`${spread.dataset.words} ${pct}% · `, word);
  };
  if (spread && estimate) estimate.addEventListener("input", apart);

  const sheet = document.querySelector("[data-sheet]");
  if (!sheet) return;
  const rows = sheet.querySelector("[data-rows]");
  const add = () => {
    const sums = { ASSET: 0n, DEBT: 0n, CASH_IN: 0n, CASH_OUT: 0n };
    rows.querySelectorAll(".site-row").forEach((row) => {
      const typed = fen(row.querySelector("[name=amount]").value);
      if (typed !== null) sums[row.querySelector("[name=side]").value] += typed;
    });
    const shown = {
      ASSET: yuan(sums.ASSET), DEBT: yuan(sums.DEBT), own: yuan(sums.ASSET - sums.DEBT),
      left: yuan(sums.CASH_IN - sums.CASH_OUT), pct: sums.ASSET > 0n ? `${up(sums.DEBT, sums.ASSET)}%` : "—",
    };
    document.querySelectorAll("[data-sum]").forEach((each) => { each.textContent = shown[each.dataset.sum]; });
  };
  sheet.addEventListener("input", add);
  const more = sheet.querySelector("[data-more]");
  more.hidden = false;
  more.addEventListener("click", () => {
    const last = rows.lastElementChild, fresh = last.cloneNode(true);
    fresh.querySelectorAll("input").forEach((each) => { each.value = ""; });
    fresh.querySelector("select").value = last.querySelector("select").value;
    rows.append(fresh);
    fresh.querySelector("input").focus();
  });
})();
