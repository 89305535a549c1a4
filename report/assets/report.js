"use strict";
// Draws the page's charts one after another. Each specification stands in the page as data, and asks for nothing else.
(async () => {
  for (const source of document.querySelectorAll("script[type='application/json'][data-chart]")) {
    const place = document.getElementById(source.dataset.chart);
    try {
      await vegaEmbed(place, JSON.parse(source.textContent), {
        actions: false,
        ast: true,
        config: {
          ...chartConfig,
          legend: { ...chartConfig.legend, columns: Math.max(1, Math.floor(place.clientWidth / 210)) },
          axis: { ...chartConfig.axis, labelLimit: Math.round(place.clientWidth * 0.42) },
        },
        defaultStyle: false,
        renderer: "svg",
        tooltip: false,
      });
      place.dataset.drawn = "yes";
    } catch (error) {
      console.error(error);
      place.textContent = "This chart could not be drawn; its figures are in the table below it.";
    }
  }
  document.documentElement.dataset.charts = "done";
})();
