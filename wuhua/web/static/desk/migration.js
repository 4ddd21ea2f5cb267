// Where each opening class stands now, as one bar a class. The figures stand in the page; here they only get a shape.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("migration");
  const place = document.querySelector("[data-migration]");
  if (!source || !place || typeof echarts === "undefined") return;
  const found = JSON.parse(source.textContent);
  const colours = ["#0b6b4b", "#c8a21a", "#d9722b", "#b3261e", "#6d1a15", "#b9c3be"];
  const drawn = echarts.init(place, null, { renderer: "svg" });
  drawn.setOption({
    color: colours,
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 20, top: 56, bottom: 8, containLabel: true },
    legend: { top: 4, data: found.series.map((one) => one.name) },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true, valueFormatter: (value) => `${value}%` },
    xAxis: { type: "value", max: 100, axisLabel: { formatter: "{value}%" }, splitLine: { lineStyle: { color: "#e6ece9" } } },
    yAxis: { type: "category", inverse: true, data: found.labels, axisTick: { show: false } },
    series: found.series.map((one) => ({ name: one.name, type: "bar", stack: "all", barMaxWidth: 34, data: one.data.map(Number) })),
  });
  window.addEventListener("resize", () => drawn.resize());
  document.documentElement.dataset.charts = "drawn";
});
