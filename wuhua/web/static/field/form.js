// The form of one visit: place, time, photos made small, and a draft that is kept as it is written.
"use strict";

const Build = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((each) => each !== null && each !== undefined));
  return element;
};

const Photos = (() => {
  const LONGEST = 1280;
  const MOST_BYTES = 300 * 1024;
  const MOST = 6;

  const base64 = async (blob) => new Promise((good, bad) => {
    const reader = new FileReader();
    reader.onload = () => good(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => bad(reader.error);
    reader.readAsDataURL(blob);
  });

  const shrunk = async (file) => {
    const image = await createImageBitmap(file);
    let scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    for (let quality = 0.8; ; quality -= 0.15) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((good) => canvas.toBlob(good, "image/jpeg", quality));
      if (blob.size <= MOST_BYTES || scale < 0.05) return base64(blob);
      if (quality < 0.5) { quality = 0.8; scale *= 0.7; }
    }
  };
  return { shrunk, MOST };
})();

const VisitForm = ({ t, day, boss, draft, saved }) => {
  const said = draft || { entry: null, customer: "", name: "", kind: "MERCHANT", zone: "", longitude: null, latitude: null, accuracy: null,
    place: "", person_side: "", business_side: "", need: "", photos: [], pain: null, decision: null };
  const note = Build("p", { class: "said", role: "status" });
  let timer = null;
  const keep = () => { clearTimeout(timer); timer = setTimeout(() => Store.put("draft", said).catch(() => {}), 250); };
  const text = (name, title, long = false) => Build("label", {}, t(title), Build(long ? "textarea" : "input",
    { name, maxlength: 500, rows: long ? 2 : false, autocomplete: "off", oninput: (event) => { said[name] = event.target.value; keep(); } }));

  const known = [...(day ? day.stops : []), ...(day ? day.others : [])].filter((each) => each.entry);
  const whom = Build("select", { name: "entry", onchange: () => { choose(whom.value); keep(); } },
    Build("option", { value: "" }, t("新客户")), ...known.map((each) => Build("option", { value: each.entry }, each.name)));
  const zone = Build("select", { name: "zone", onchange: () => { said.zone = zone.value; keep(); } }, Build("option", { value: "" }, "—"),
    ...(day ? day.zones : []).map((each) => Build("option", { value: each.code }, each.name)));
  const kind = Build("select", { name: "kind", onchange: () => { said.kind = kind.value; keep(); } },
    Build("option", { value: "MERCHANT" }, t("商户")), Build("option", { value: "ENTERPRISE" }, t("企业")));
  const fresh = Build("div", { class: "pair" }, text("name", "客户名称"), Build("label", {}, t("类型"), kind), text("customer", "客户编号(已建档的)"));

  function choose(value) {
    const found = known.find((each) => String(each.entry) === value);
    said.entry = found ? found.entry : null;
    said.name = found ? found.name : said.name;
    fresh.hidden = Boolean(found);
    if (found && found.zone) {
      if (![...zone.options].some((each) => each.value === found.zone)) zone.append(Build("option", { value: found.zone }, found.zone));
      said.zone = found.zone;
      zone.value = found.zone;
    }
  }

  const where = Build("p", { class: "where" });
  const showPlace = () => { where.textContent = said.longitude
    ? `${said.longitude}, ${said.latitude} (${t("误差约")} ${said.accuracy} ${t("米")})` : t("没有取得位置。没有位置的走访不能用于锁定目标。"); };
  const locate = () => {
    where.textContent = t("正在定位…");
    if (!navigator.geolocation) { showPlace(); return; }
    navigator.geolocation.getCurrentPosition((found) => {
      said.longitude = found.coords.longitude.toFixed(6);
      said.latitude = found.coords.latitude.toFixed(6);
      said.accuracy = Math.round(found.coords.accuracy);
      showPlace();
      keep();
    }, showPlace, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  };

  const shelf = Build("ul", { class: "photos" });
  const drawPhotos = () => shelf.replaceChildren(...said.photos.map((photo, place) => Build("li", {},
    Build("img", { src: `data:image/jpeg;base64,${photo.content}`, alt: photo.caption || t("照片说明(必填)") }),
    Build("input", { name: "caption", placeholder: t("照片说明(必填)"), "aria-label": t("照片说明(必填)"), maxlength: 120, value: photo.caption,
      oninput: (event) => { photo.caption = event.target.value; keep(); } }),
    Build("button", { type: "button", onclick: () => { said.photos.splice(place, 1); drawPhotos(); keep(); } }, t("删除照片")))));
  const camera = Build("input", { type: "file", accept: "image/*", capture: "environment", multiple: true, name: "photo",
    onchange: async () => {
      for (const file of camera.files) {
        if (said.photos.length >= Photos.MOST) { note.textContent = t("最多 6 张照片。"); break; }
        said.photos.push({ content: await Photos.shrunk(file), caption: "", taken: new Date().toISOString() });
      }
      camera.value = "";
      drawPhotos();
      keep();
    } });

  const pains = [["FINANCING", "融资难"], ["PRICE", "融资贵"], ["PROCEDURE", "手续繁"], ["COLLATERAL", "缺抵押担保"], ["ADVICE", "不懂政策产品"], ["OTHER_PAIN", "其他难点"]];
  const part = (name, field) => (event) => { said[name] = { ...(said[name] || {}), [field]: event.target.value }; keep(); };
  const pain = Build("details", {}, Build("summary", {}, t("痛点难点")),
    Build("label", {}, t("类别"), Build("select", { name: "pain_kind", onchange: part("pain", "kind") }, ...pains.map(([code, name]) => Build("option", { value: code }, t(name))))),
    Build("label", {}, t("痛点难点"), Build("input", { name: "pain_words", maxlength: 500, oninput: part("pain", "words") })),
    Build("label", {}, t("解决期限"), Build("input", { name: "pain_due", type: "date", oninput: part("pain", "due") })));
  const decision = boss ? Build("fieldset", {}, Build("legend", {}, t("决定事项")),
    Build("label", {}, t("决定事项"), Build("input", { name: "decision_words", maxlength: 500, oninput: part("decision", "words") })),
    Build("label", {}, t("责任人工号"), Build("input", { name: "decision_owner", maxlength: 40, oninput: part("decision", "owner") })),
    Build("label", {}, t("完成期限"), Build("input", { name: "decision_due", type: "date", oninput: part("decision", "due") }))) : null;

  const save = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (!said.entry && !said.customer.trim() && !said.name.trim()) { note.textContent = t("请填写客户名称。"); return; }
    if (!said.entry && !said.customer.trim() && !said.zone) { note.textContent = t("请选择网格。"); return; }
    if (said.photos.some((photo) => !photo.caption.trim())) { note.textContent = t("请为每张照片写说明。"); return; }
    try { await saved(said); } catch (full) { note.textContent = t("本机存不下了,请先提交或删除旧的走访。"); }
  };

  const form = Build("form", { class: "visit", onsubmit: save }, Build("label", {}, t("走访谁"), whom), fresh,
    Build("label", {}, t("网格"), zone), Build("div", { class: "row" }, Build("button", { type: "button", onclick: locate }, t("定位")), where),
    Build("label", { class: "camera" }, t("拍照"), camera), shelf, text("place", "地点"), text("person_side", "人品一面", true),
    text("business_side", "经营一面", true), text("need", "资金需求", true), pain, decision, note,
    Build("button", { class: "main", type: "submit" }, t("保存走访")));
  for (const name of ["name", "customer", "place", "person_side", "business_side", "need"]) form.elements[name].value = said[name] || "";
  for (const name of ["kind", "words", "due"]) if (said.pain && said.pain[name]) form.elements[`pain_${name}`].value = said.pain[name];
  if (boss && said.decision) for (const name of ["words", "owner", "due"]) form.elements[`decision_${name}`].value = said.decision[name] || "";
  kind.value = said.kind;
  whom.value = said.entry ? String(said.entry) : "";
  zone.value = said.zone;
  choose(whom.value);
  drawPhotos();
  showPlace();
  if (!said.longitude) locate();
  return form;
};
