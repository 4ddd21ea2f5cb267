// The funnel of the lists: one bar a step, out of those who stand there, left, or went on. The figures stand in the page.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("funnel-data");
  const place = document.querySelector("[data-funnel]");
  if (!source || !place || typeof echarts === "undefined") return;
  const found = JSON.parse(source.textContent);
  const drawn = echarts.init(place, null, { renderer: "svg" });
  drawn.setOption({
    color: ["#0b6b4b", "#9cc7b4", "#c8811a", "#b3261e"],
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 20, top: 40, bottom: 8, containLabel: true },
    legend: { top: 4, data: found.series.map((one) => one.name) },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true },
    xAxis: { type: "value", splitLine: { lineStyle: { color: "#e6ece9" } }, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", inverse: true, data: found.labels, axisTick: { show: false } },
    series: found.series.map((one) => ({ name: one.name, type: "bar", stack: "all", barMaxWidth: 26, data: one.data })),
  });
  window.addEventListener("resize", () => drawn.resize());
  document.documentElement.dataset.charts = "drawn";
});
