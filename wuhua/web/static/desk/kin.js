// Groups and rings of a customer as graphs: who is tied to whom and why. The same stands below each as a list.
"use strict";

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-kin]").forEach((place) => {
  const source = document.getElementById(place.dataset.kin || "kin-data");
  if (!source || typeof echarts === "undefined") return;
  const found = JSON.parse(source.textContent);
  const drawn = echarts.init(place, null, { renderer: "svg" });
  drawn.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { renderMode: "richText", confine: true },
    series: [{
      type: "graph",
      layout: "circular",
      circular: { rotateLabel: false },
      center: ["50%", "50%"],
      zoom: 0.7,
      symbolSize: 34,
      label: { show: true, position: "bottom", width: 130, overflow: "break" },
      edgeLabel: { show: true, formatter: (edge) => edge.data.words, fontSize: 11 },
      edgeSymbol: ["none", "arrow"],
      data: found.nodes.map((one) => ({
        id: one.id,
        name: one.name,
        itemStyle: { color: one.id === found.here ? "#0b6b4b" : "#9cc7b4" },
      })),
      links: found.links,
    }],
  });
  window.addEventListener("resize", () => drawn.resize());
  document.documentElement.dataset.charts = "drawn";
}));
