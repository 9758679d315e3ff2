import { createServer } from "node:http";
import { Worker } from "node:worker_threads";
import next from "next";
import { createMemoryStore } from "@/lib/store/memory";
import { setRuntime } from "./runtime";

const store = createMemoryStore();
setRuntime({ store, boards: null as never });
const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
  workerData: { port: 8125, stepMs: 1000, writer: "w1" },
});
await new Promise<void>((resolve) => {
  worker.on("message", (message) => {
    if (message === "ready") resolve();
    else void store.append(message);
  });
});
const app = next({ dev: false, dir: process.cwd() });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.listen(3000, "127.0.0.1", () => console.log("ready http://127.0.0.1:3000"));
