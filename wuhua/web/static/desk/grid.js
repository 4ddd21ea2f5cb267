// The ecology map and the graph of ties. Figures stand in the page; a click on a zone asks for its panel.
// Tooltips are drawn as text on the canvas: the content policy allows no styles written into HTML.
"use strict";

const read = (id) => {
  const source = document.getElementById(id);
  return source ? JSON.parse(source.textContent) : null;
};

const LAYERS = { OUTLET: ["pin", "#0b6b4b", 26], AGENT: ["circle", "#3b6fb6", 10], COMPETITOR: ["triangle", "#b3261e", 12] };

const bubbles = (found, key, colour, shift, symbol = "circle", least = 3) => ({
  name: found.words[key], type: "scatter", coordinateSystem: "geo", symbol, itemStyle: { color: colour, opacity: .75 }, silent: true,
  symbolSize: (value) => Math.min(26, least + Math.sqrt(value[2]) * 1.6),
  data: found.rows.filter((row) => row[key] && row.middle).map((row) => [row.middle[0] + shift, row.middle[1], row[key]]),
});

const middles = (found) => {
  const byCode = Object.fromEntries(found.rows.map((row) => [row.code, row]));
  found.map.features.forEach((feature) => {
    const ring = feature.geometry.coordinates[0].slice(0, -1);
    byCode[feature.properties.name].middle = [0, 1].map((axis) => ring.reduce((sum, at) => sum + at[axis], 0) / ring.length);
  });
  return byCode;
};

const drawMap = (place, found) => {
  const byCode = middles(found);
  const narrow = window.matchMedia("(max-width: 767px)").matches;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const chosen = document.querySelector("[data-heat]");
  echarts.registerMap("county", found.map);
  const points = Object.entries(found.kinds).map(([kind, name]) => ({
    name, type: "scatter", coordinateSystem: "geo", symbol: LAYERS[kind][0], symbolSize: LAYERS[kind][2], itemStyle: { color: LAYERS[kind][1] },
    data: found.points.filter((point) => point.kind === kind).map((point) => ({ name: point.name, value: point.at.map(Number) })),
  }));
  const hidden = Object.fromEntries([found.words.customers, found.words.prospects, ...(narrow ? Object.values(found.kinds) : [])].map((name) => [name, false]));
  const draw = () => {
    const heat = chosen.value;
    const values = found.rows.map((row) => row[heat]).filter((value) => value !== null);
    const title = found.heats[heat];
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      legend: { top: 4, type: "scroll", selected: hidden, data: [found.words.customers, found.words.prospects, found.words.cores, ...Object.values(found.kinds)] },
      tooltip: { renderMode: "richText", confine: true, formatter: (at) => {
        const row = byCode[at.name];
        return row ? `${row.name}\n${title} ${row[heat] === null ? found.words.none : row[heat].toLocaleString("zh-CN")}` : at.name || "";
      } },
      visualMap: { min: 0, max: Math.max(1, ...values), seriesIndex: 0, calculable: !narrow, orient: "horizontal", left: "center", bottom: 4, itemHeight: narrow ? 90 : 140,
        inRange: { color: heat === "overdue" ? ["#fdf6f4", "#b3261e"] : ["#f1f7f4", "#0b6b4b"] }, outOfRange: { color: "#dde2e0" } },
      geo: { map: "county", roam: true, top: 44, bottom: 56, itemStyle: { areaColor: "#eef1f0", borderColor: "#7d8884" }, emphasis: { itemStyle: { areaColor: "#f3d9a4" }, label: { show: false } },
        label: { show: found.rows.length <= (narrow ? 8 : 24), fontSize: 10, formatter: (at) => byCode[at.name].name } },
      series: [
        { type: "map", geoIndex: 0, name: title, data: found.rows.map((row) => ({ name: row.code, value: row[heat] === null ? NaN : row[heat] })) },
        bubbles(found, "customers", "#c8811a", 0), bubbles(found, "prospects", "#8a4b9f", .002), bubbles(found, "cores", "#1d3f6e", -.002, "diamond", 11), ...points,
      ],
    }, { replaceMerge: ["series"] });
  };
  draw();
  chosen.addEventListener("change", draw);
  chart.on("click", (at) => {
    if (!byCode[at.name]) return;
    htmx.ajax("GET", place.dataset.cell.replace("CODE", encodeURIComponent(at.name)), { target: "#cell", swap: "innerHTML" });
  });
  window.addEventListener("resize", () => chart.resize());
};

const drawTies = (place, found) => {
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { renderMode: "richText", confine: true, formatter: (at) => (at.dataType === "edge" ? at.data.kind : at.data.name) },
    series: [{ type: "graph", layout: "force", roam: true, force: { repulsion: 260, edgeLength: 110, layoutAnimation: false }, edgeSymbol: ["none", "arrow"], edgeSymbolSize: 8,
      label: { show: true, position: "bottom", fontSize: 11 }, edgeLabel: { show: found.links.length < 25, fontSize: 10, formatter: (at) => at.data.kind },
      labelLayout: { hideOverlap: found.nodes.length > 25 },
      data: found.nodes.map((node) => ({ id: node.id, name: node.name, symbolSize: node.root ? 34 : 18, itemStyle: { color: node.root ? "#c8811a" : node.ours ? "#0b6b4b" : "#7d8884" } })),
      links: found.links }],
  });
  window.addEventListener("resize", () => chart.resize());
};

document.addEventListener("DOMContentLoaded", () => {
  if (typeof echarts === "undefined") return;
  const map = document.querySelector("[data-map]");
  const ties = document.querySelector("[data-ties]");
  if (map) drawMap(map, read("grid-data"));
  if (ties) drawTies(ties, read("ties-data"));
  document.documentElement.dataset.charts = "drawn";
});
