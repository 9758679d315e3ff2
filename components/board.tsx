"use client";
import Highcharts from "highcharts/esm/highcharts.js";
import HighchartsReact from "highcharts-react-official";
import { useEffect, useRef } from "react";

const options = { title: { text: "web.hits" }, xAxis: { type: "datetime" }, series: [{ type: "line", data: [] }] };

export function Board() {
  const ref = useRef<{ chart: Highcharts.Chart }>(null);
  useEffect(() => {
    const source = new EventSource("/api/stream?target=counters:web.hits");
    source.addEventListener("snapshot", (e) => {
      const [[[start, values]]] = JSON.parse(e.data).columns;
      ref.current!.chart.series[0]!.setData(values.map((v: number | null, i: number) => [start + i * 1000, v]));
    });
    source.addEventListener("flush", (e) => {
      const { end, values } = JSON.parse(e.data);
      ref.current!.chart.series[0]!.addPoint([end - 1000, values[0]], true, false, false);
    });
    return () => source.close();
  }, []);
  return <HighchartsReact ref={ref as never} highcharts={Highcharts} options={options as never} allowChartUpdate={false} />;
}
