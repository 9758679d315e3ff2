import { createServer, request as ask, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveEvent, StreamSeries } from "@/lib/live/frames";
import { startStreamServer, type StreamServer, type TestStream } from "@/lib/live/stream-server.test-support";
import type { Program } from "../harness/program";

/** What a target brings: lines with a value for each second up to the moment, newest last; or why it has none. */
export type Script = Record<string, (number | null)[]> | "nothing yet" | { code: string; message: string };

/** The program's own page, and a stream that says the same each time. */
export interface Scene {
  url: string;
  /** Ends the stream, and takes no new one. */
  cut(): void;
  stop(): void;
}

export interface SceneOptions {
  program: Program;
  /** Where the newest step ends. */
  momentMs: number;
  read(target: string): Script;
}

export async function openScene(options: SceneOptions): Promise<Scene> {
  const stream = await startStreamServer();
  stream.nowMs = () => options.momentMs;
  stream.onStream = (opened) => tell(opened, options);
  const server = createServer((request, response) => {
    const isStream = /^\/(api\/stream|s\/)/.test(request.url!);
    const origin = isStream ? stream.base : options.program.url;
    const { method, headers } = request;
    const sent = ask(origin + request.url!, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    sent.on("error", () => response.destroy());
    response.on("close", () => sent.destroy());
    request.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => cut(stream),
    stop: () => stop(server, stream),
  };
}

function cut(stream: StreamServer): void {
  stream.refuse = true;
  for (const each of stream.open()) each.end();
}

function stop(server: Server, stream: StreamServer): void {
  server.closeAllConnections();
  server.close();
  stream.stop();
}

const stepMs = 1_000;

function tell(stream: TestStream, { momentMs, read }: SceneOptions): void {
  const lines: { series: StreamSeries; values: (number | null)[] }[] = [];
  const errors: LiveEvent[] = [];
  const keys: string[] = [];
  for (const { key, target } of stream.description.subscriptions) {
    const script = read(target);
    if (script === "nothing yet") continue;
    keys.push(key);
    if (isFault(script)) errors.push({ event: "error", data: { key, ...script } });
    else
      for (const [name, values] of Object.entries(script))
        lines.push({ series: { key, name, stepMs }, values });
  }
  lines.sort((a, b) => compare(a.series.key, b.series.key) || compare(a.series.name, b.series.name));
  const columns = lines.map(({ values }): [number, (number | null)[]][] => [
    [momentMs - values.length * stepMs, values.slice(0, -1)],
  ]);
  const series = lines.map((each) => each.series);
  const id = `${momentMs}.${momentMs}`;
  stream.send({ event: "snapshot", data: { rev: "r", keys, series, columns, fresh: true } }, id);
  for (const error of errors) stream.send(error);
  const values = lines.map((each) => each.values.at(-1) ?? null);
  stream.send({ event: "flush", data: { rev: "r", end: momentMs, values } }, id);
  stream.send({ event: "status", data: { state: "live", lagMs: 180, nowMs: momentMs } });
}

function isFault(script: Exclude<Script, "nothing yet">): script is { code: string; message: string } {
  return typeof script.code === "string";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
