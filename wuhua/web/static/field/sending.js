// Sends what waits, one after another, each under the number it got on the phone: sent twice, the server keeps it once.
"use strict";

const Sending = (() => {
  const cookie = (name) => (document.cookie.split("; ").find((each) => each.startsWith(`${name}=`)) || "").slice(name.length + 1);

  const body = (visit) => {
    const { said } = visit;
    const photos = said.photos.map(({ content, caption, taken }) => ({ content, caption, taken }));
    return JSON.stringify({ ...said, photos, officer: visit.officer });
  };

  // What the answer means for the visit: sent, a conflict somebody must decide, the door, or try again later.
  const judged = async (answer) => {
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) return { state: "sent", number: found.visit };
    if (answer.status === 401 || (answer.status === 403 && !found.name)) return { state: "door" };
    if (answer.status >= 500 || answer.status === 429) return { state: "waiting" };
    const wrong = (found.errors || []).map((each) => `${each.field}: ${each.reason}`).join(";");
    return { state: "conflict", reason: found.detail || String(answer.status), next: found.next_step || wrong };
  };

  const one = async (visit) => {
    let verdict;
    try {
      const answer = await fetch("/api/v1/visits", { method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Content-Type": "application/json", "Idempotency-Key": visit.id, "X-CSRFToken": cookie("csrftoken") },
        body: body(visit) });
      verdict = await judged(answer);
    } catch (noAnswer) {
      return "waiting";  // nobody knows whether it arrived; the same number goes again
    }
    if (verdict.state === "sent") {
      const said = { ...visit.said, photos: visit.said.photos.map(({ caption }) => ({ caption })) };
      await Store.put(`visit:${visit.id}`, { ...visit, ...verdict, said });
    } else if (verdict.state === "conflict") {
      await Store.put(`visit:${visit.id}`, { ...visit, ...verdict });
    }
    return verdict.state;
  };

  const all = async () => {
    if (!Store.isOpen() || !navigator.onLine) return "waiting";
    for (const visit of await Store.visits()) {
      if (visit.state !== "waiting") continue;
      const state = await one(visit);
      if (state === "door" || state === "waiting") return state;
    }
    return "sent";
  };

  let running = null;
  return {
    // Two tabs take turns; two calls in one tab are one.
    all: () => {
      const turn = () => (navigator.locks ? navigator.locks.request("wuhua-field-sending", all) : all());
      running = running || turn().finally(() => { running = null; });
      return running;
    },
  };
})();
