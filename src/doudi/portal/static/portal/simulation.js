/* Draws the charts of a simulation. Without scripts their sentences and tables stay. */
"use strict";
(function () {
  const boxes = Array.from(document.querySelectorAll("[data-chart]"));
  const drawn = boxes.map(function (box) {
    const options = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    box.style.height = box.dataset.height + "px";
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(fitted(options, box.clientWidth));
    return { box: box, chart: chart, options: options };
  });

  function fitted(options, width) {
    if (width >= 440) return options;
    const small = JSON.parse(JSON.stringify(options));
    small.textStyle.fontSize = 11;
    small.legend.itemWidth = 14;
    small.legend.textStyle.fontSize = 11;
    small.grid.top = 76;
    if (small.yAxis.type === "category") small.yAxis.axisLabel = { width: 96, overflow: "break" };
    [].concat(small.xAxis).forEach(function (axis) {
      if (axis.type === "value") axis.splitNumber = 3;
    });
    return small;
  }

  function resize() {
    drawn.forEach(function (one) {
      one.chart.resize();
      one.chart.setOption(fitted(one.options, one.box.clientWidth));
    });
  }

  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", resize);
})();
