// Trends over the sealed days. The figures stand in the page as data; here they only get a shape.
// Tooltips are drawn as text on the canvas: the content policy allows no styles written into HTML.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("trends");
  if (!source || typeof echarts === "undefined") return;
  const trends = JSON.parse(source.textContent);
  const colours = ["#0b6b4b", "#c8811a", "#3b6fb6", "#8a4b9f", "#7d8884"];
  const narrow = window.matchMedia("(max-width: 767px)").matches;

  const base = (chart) => ({
    color: colours,
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: chart.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: chart.series.length > 1 ? { top: 4, data: chart.series.map((one) => one.name) } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true,
      valueFormatter: (value) => (value === null || value === undefined ? "—" : value.toLocaleString("zh-CN") + (chart.percent ? "%" : "")) },
    xAxis: { type: "category", data: chart.days, boundaryGap: Boolean(chart.stacked),
      axisLabel: { formatter: (day) => (narrow ? day.slice(2, 7) : day), hideOverlap: true }, axisTick: { show: false } },
    yAxis: { type: "value", scale: !chart.stacked, max: chart.stacked ? 100 : undefined,
      axisLabel: { formatter: (value) => value.toLocaleString("zh-CN") + (chart.percent ? "%" : "") },
      splitLine: { lineStyle: { color: "#e6ece9" } } },
    series: chart.series.map((one) => ({
      name: one.name, data: one.data, type: chart.stacked ? "bar" : "line",
      stack: chart.stacked ? "all" : undefined, barMaxWidth: 34, symbolSize: 6, lineStyle: { width: 2.5 }, connectNulls: false,
    })),
  });

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const chart = trends[place.dataset.chart];
    if (!chart || !chart.days.length) { place.classList.add("empty"); place.textContent = "—"; return; }
    const drawn = echarts.init(place, null, { renderer: "svg" });
    drawn.setOption(base(chart));
    window.addEventListener("resize", () => drawn.resize());
  });
  document.documentElement.dataset.charts = "drawn";
});
