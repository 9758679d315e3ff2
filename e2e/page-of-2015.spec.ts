import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const highcharts = readFileSync(createRequire(import.meta.url).resolve("highcharts/highcharts.js"), "utf8");

const html = `<!doctype html>
<title>Realtime analytics</title>
<link rel="icon" href="data:,">
<div id="container" style="width: 500px; height: 300px; margin: 0 auto"></div>
<p>Last data received: <span id="last_received"></span></p>
<script src="/highcharts.js"></script>
<script>
  var zeros = [];
  for (var i = -20; i <= 0; i++) zeros.push([Date.now() + i * 1000, 0]);
  var chart = new Highcharts.Chart({
    chart: { renderTo: "container", type: "area" },
    title: { text: null },
    credits: { enabled: false },
    legend: { enabled: false },
    accessibility: { enabled: false },
    xAxis: { type: "datetime" },
    plotOptions: { area: { fillOpacity: 0.35, lineWidth: 2, marker: { symbol: "circle", radius: 2 } } },
    series: [{ name: "web.hits", data: zeros }]
  });
  var source = new EventSource("/realtime-analytics?id=web.hits");
  source.addEventListener("web.hits", function (e) {
    var value = parseFloat(e.data);
    chart.series[0].addPoint([Date.now(), value], true, true);
    document.getElementById("last_received").textContent = e.data;
  }, false);
</script>`;

test("the script of the page of 2015 runs unchanged, and draws what arrives", async ({ page }) => {
  const { program } = running;
  await page.route("**/page-of-2015", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route("**/highcharts.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: highcharts }),
  );
  await page.goto(`${program.url}/page-of-2015`);
  const line = page.locator("path.highcharts-graph");
  const flat = await line.getAttribute("d");

  const stopSending = keepSending(program.statsd, "web.hits:7|c");
  const readValues = () =>
    page.evaluate("chart.series[0].points.map((point) => point.y).filter((y) => y > 0)") as Promise<number[]>;
  await expect.poll(async () => (await readValues()).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(4);
  stopSending();
  expect((await readValues()).every((value) => value % 7 === 0)).toBe(true);
  expect(await page.evaluate("chart.series[0].points.length")).toBe(21);
  await expect(page.locator("#last_received")).toHaveText(/^\d+$/);
  expect(await line.getAttribute("d")).not.toBe(flat);
});
