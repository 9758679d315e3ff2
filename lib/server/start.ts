import { createServer } from "node:http";
import next from "next";
import { createMemoryStore } from "@/lib/store/memory";
import { startIngest } from "@/lib/statsd/ingest";
import { setRuntime } from "./runtime";

const store = createMemoryStore();
setRuntime({ store, boards: null as never });
await startIngest(
  {
    mode: "worker",
    workerUrl: new URL("./worker.mjs", import.meta.url),
    statsd: { host: "127.0.0.1", port: 8125 },
    flushMs: 1000,
    writer: "w1",
  },
  { flush: (flush) => void store.append(flush), warn: (message) => console.warn(message) },
);
const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.listen(3000, "127.0.0.1", () => console.log("ready http://127.0.0.1:3000"));
