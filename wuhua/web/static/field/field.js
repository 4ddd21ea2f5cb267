// The field page: locked until the PIN, then the day's route, the form, and the box of what waits to be sent.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const app = document.getElementById("app");
  const words = JSON.parse(document.getElementById("words").textContent);
  const t = (each) => words[each] || each;
  const { officer, boss } = document.body.dataset;
  let tab = "route";
  let draft = null;

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/sw.js").catch(() => {});
  if (!window.crypto || !crypto.subtle || !window.indexedDB) {
    app.append(Build("p", { class: "trouble" }, t("本页需要 HTTPS(或本机地址)才能加密保存。")));
    return;
  }
  await Store.opened(officer);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});

  // --- the lock -------------------------------------------------------------------------------------------------------
  const door = async () => {
    Store.lock();
    const first = !(await Store.hasPin());
    const trouble = Build("p", { class: "trouble", role: "alert" });
    const pin = (name, title) => Build("label", {}, t(title), Build("input",
      { name, type: "password", inputmode: "numeric", autocomplete: "off", minlength: 6, maxlength: 20, required: true }));
    const form = Build("form", { class: "lock", novalidate: true }, Build("h1", {}, t("外勤走访")),
      first ? pin("pin", "设置 6 位以上数字 PIN") : pin("pin", "输入 PIN 解锁"), first ? pin("again", "再输一次 PIN") : null, trouble,
      Build("button", { class: "main", type: "submit" }, t("解锁")), Build("p", { class: "small" }, t("PIN 只保存在您的记忆里,忘记后本机未提交的走访无法恢复。")),
      first ? null : Build("button", { type: "button", class: "plain", onclick: wiped }, t("忘记 PIN:清空本机")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = form.elements.pin.value;
      if (!/^\d{6,20}$/.test(given)) { trouble.textContent = t("PIN 至少 6 位数字。"); return; }
      if (first && given !== form.elements.again.value) { trouble.textContent = t("两次输入不同。"); return; }
      if (first) await Store.setPin(given);
      else if (!(await Store.unlock(given))) { trouble.textContent = t("PIN 不对。"); return; }
      draft = await Store.get("draft");
      tab = draft ? "form" : "route";
      await fetchDay();
      await send();
    });
    app.replaceChildren(form);
    form.elements.pin.focus();
  };

  const wiped = async () => {
    if (!window.confirm(t("清空后,本机未提交的走访将丢失。确定清空?"))) return;
    await Store.wipe();
    await door();
  };

  // --- the day --------------------------------------------------------------------------------------------------------
  const fetchDay = async () => {
    if (!navigator.onLine) return;
    try {
      const answer = await fetch("/field/day.json", { credentials: "same-origin", redirect: "error" });
      const found = answer.ok ? await answer.json() : null;
      if (found && found.officer === officer) await Store.put("day", found);
    } catch (none) { /* the day that is kept stays */ }
  };

  let atTheDoor = false;
  const send = async () => {
    if (!Store.isOpen()) return;
    atTheDoor = (await Sending.all()) === "door";
    if (tab === "form" && app.querySelector("form.visit")) await drawHead();
    else await draw();
  };

  // --- drawing --------------------------------------------------------------------------------------------------------
  const stop = (each) => Build("li", {}, Build("strong", {}, each.name), Build("span", { class: "small" }, [each.address, each.phone].filter(Boolean).join(" · ")),
    Build("button", { type: "button", onclick: () => { draft = null; start(each); } }, t("登记走访")));

  const start = async (each) => {
    draft = { entry: each.entry, customer: "", name: each.entry ? each.name : "", kind: "MERCHANT", zone: each.zone || "", longitude: null, latitude: null,
      accuracy: null, place: "", person_side: "", business_side: "", need: "", photos: [], pain: null, decision: null };
    await Store.put("draft", draft);
    tab = "form";
    await draw();
  };

  const route = (day) => {
    if (!day || !day.stops.length) return Build("p", { class: "empty" }, t("没有路线。请在有网络时打开一次,或先在「我的路线」生成本周计划。"));
    const first = day.stops[0].day;
    return Build("section", {}, Build("h2", {}, `${t("路线日期")} ${first}`), Build("p", { class: "small phones" }, t("本机只带脱敏电话。查看全号须有网络,从「我的路线」打开,并留痕。")), Build("ol", { class: "stops" }, ...day.stops.filter((each) => each.day === first).map(stop)));
  };

  const saved = async (said) => {
    const id = crypto.randomUUID();
    const { entry, name, kind, zone, pain, decision, ...rest } = said;
    const customer = entry ? "" : said.customer.trim();
    const party = entry || customer ? null : { kind, name: name.trim(), zone };
    const visit = { ...rest, entry, customer, zone, party, pain: pain && pain.words && pain.due ? { kind: pain.kind || "FINANCING", ...pain } : null,
      decision: decision && decision.words ? decision : null, visited: new Date().toISOString(), offline: !navigator.onLine };
    await Store.put(`visit:${id}`, { id, officer, name: name || customer || String(entry), state: "waiting", saved: visit.visited, said: visit });
    await Store.remove("draft");
    draft = null;
    tab = "box";
    await draw();
    await send();
  };

  const names = { waiting: "等待提交", sent: "已提交", conflict: "有冲突" };
  const again = async (visit) => {
    const id = crypto.randomUUID();
    const said = { ...visit.said, entry: null, customer: "", party: { kind: "MERCHANT", name: visit.name, zone: visit.said.zone } };
    await Store.put(`visit:${id}`, { id, officer, name: visit.name, state: "waiting", saved: visit.saved, said });
    await Store.remove(`visit:${visit.id}`);
    await send();
  };
  const dropped = async (visit) => {
    if (visit.state !== "sent" && !window.confirm(t("这条走访还没有提交,确定删除?"))) return;
    await Store.remove(`visit:${visit.id}`);
    await draw();
  };
  const kept = (visit) => Build("li", { class: visit.state, "data-visit": visit.id, "data-state": visit.state }, Build("strong", {}, visit.name), Build("span", { class: "tag" }, t(names[visit.state])),
    Build("span", { class: "small" }, `${visit.saved.slice(0, 16).replace("T", " ")} · ${visit.said.photos.length}`),
    visit.state === "conflict" ? Build("p", { class: "trouble" }, `${visit.reason}${visit.next}`) : null,
    visit.state === "conflict" && visit.said.entry ? Build("button", { type: "button", onclick: () => again(visit) }, t("改为新客户重新提交")) : null,
    Build("button", { type: "button", class: "plain", onclick: () => dropped(visit) }, t("删除")));

  const box = (visits) => Build("section", {}, Build("div", { class: "row" }, Build("button", { type: "button", class: "main", onclick: send }, t("立即提交")),
    Build("button", { type: "button", onclick: async () => { for (const each of visits) if (each.state === "sent") await Store.remove(`visit:${each.id}`); await draw(); } }, t("清除已提交的"))),
    visits.length ? Build("ul", { class: "box" }, ...visits.map(kept)) : Build("p", { class: "empty" }, t("没有走访。")));

  const head = (visits) => {
    const waiting = visits.filter((each) => each.state !== "sent").length;
    const way = (name, title) => Build("button", { type: "button", "aria-current": tab === name ? "page" : false, onclick: async () => { tab = name; await draw(); } }, t(title));
    return Build("header", { id: "head" }, Build("div", { class: "row" }, Build("strong", {}, t("外勤走访")),
      Build("span", { class: navigator.onLine ? "on" : "off", "data-online": navigator.onLine ? "1" : "0" }, t(navigator.onLine ? "有网络" : "无网络")),
      Build("span", { "data-unsent": waiting }, `${t("未提交")} ${waiting}`), Build("button", { type: "button", class: "plain", onclick: door }, t("锁定"))),
      atTheDoor ? Build("p", { class: "trouble" }, t("登录已过期。走访都在本机,请登录后再提交。"), " ", Build("a", { href: "/login?next=/field/" }, t("去登录"))) : null,
      Build("nav", {}, way("route", "今日路线"), way("form", "登记走访"), way("box", "提交箱")));
  };
  const drawHead = async () => { const old = document.getElementById("head"); if (old) old.replaceWith(head(await Store.visits())); };

  const draw = async () => {
    const [visits, day] = [await Store.visits(), await Store.get("day")];
    if (tab === "form" && !draft) draft = await Store.get("draft");
    const page = tab === "route" ? route(day) : tab === "form" ? VisitForm({ t, day, boss, draft, saved }) : box(visits);
    app.replaceChildren(head(visits), page, Build("p", { class: "small foot" }, Build("a", { href: "/market/route" }, t("回到工作台"))));
  };

  window.addEventListener("online", async () => { if (Store.isOpen()) { await drawHead(); await fetchDay(); await send(); } });
  window.addEventListener("offline", () => { if (Store.isOpen()) drawHead(); });
  await door();
});
