import { Redis } from "ioredis";
import { type Wait, waitByTimer } from "../assemble";
import { type BatchCommand, onePerNode, runBatch } from "./batch";
import type { Client } from "./connect";
import { explain } from "./trouble";

const beatMs = 1_000;
/** While Redis is away. */
const retryMs = 250;
/** An answer that takes longer counts as none. */
const patienceMs = 2_000;
/** Three answers in a row that take longer are a warning. */
const slowMs = 200;
/** A server that became a replica keeps our connections, while its name may lead to the new master. */
const leaveReplicaMs = 10_000;

interface PulseOptions {
  clients: readonly Client[];
  /** Keys that between them are on every node we need. */
  probes: readonly string[];
  monotonic(): number;
  wait?: Wait;
  /** Reads what was missed, after a connection was lost. Redis counts as away until it resolves. */
  comeBack(): Promise<void>;
  changed(): void;
}

/** Whether Redis is well, by its connections, a probe every second, and what it says to appends. */
export interface Pulse {
  /** Null: it is well. */
  reason(): string | null;
  warnings(): string[];
  /** Learns from what an append comes to, and rejects with a sentence for people. */
  watch<T>(append: Promise<T>): Promise<T>;
  stop(): void;
}

export function createPulse(options: PulseOptions): Pulse {
  const { clients, monotonic, wait = waitByTimer } = options;
  const [commands] = clients as [Client];
  const answersMs: number[] = [];
  let lost: string | null = null;
  let refused: string | null = null;
  let noted = "";
  let hasMissed = false;
  let leftMs = -Infinity;
  let isChecking = false;
  let isStopped = false;
  let cancelNext = wait(beatMs, check);

  // What Redis itself said stays true while we connect again.
  const reason = () => refused ?? lost;
  function change(set: () => void): void {
    const before = reason();
    set();
    if (!isStopped && meaningOf(before) !== meaningOf(reason())) options.changed();
  }
  const lose = (error: unknown) => change(() => (lost = `${explain(error, noted)}; metrics are kept`));

  async function probe(): Promise<void> {
    const startMs = monotonic();
    const cancel = wait(patienceMs, () => lose(new Error("Command timed out")));
    try {
      const commandOf = (key: string): BatchCommand => ({ key, command: "exists", args: [key] });
      await runBatch(commands, onePerNode(commands, options.probes).map(commandOf));
    } finally {
      cancel();
    }
    answersMs.push(monotonic() - startMs);
    if (answersMs.length > 3) answersMs.shift();
  }
  async function checkNow(): Promise<void> {
    try {
      await probe();
      if (hasMissed) {
        hasMissed = false;
        await options.comeBack();
      }
      if (!hasMissed) change(() => (lost = null));
    } catch (error) {
      hasMissed = true;
      lose(error);
    }
  }
  function check(): void {
    if (isStopped || isChecking) return;
    cancelNext();
    isChecking = true;
    void checkNow().then(() => {
      isChecking = false;
      if (!isStopped) cancelNext = wait(lost === null ? beatMs : retryMs, check);
    });
  }
  function leaveReplica(): void {
    if (monotonic() - leftMs < leaveReplicaMs) return;
    leftMs = monotonic();
    for (const client of clients) if (client instanceof Redis) client.disconnect(true);
  }
  const note = (error: Error) => void (noted = error.message);
  for (const client of new Set(clients)) {
    client.on("error", note);
    client.on("node error", note);
    client.on("close", () => {
      hasMissed = true;
      lose(new Error("Connection is closed"));
    });
    // A node of a Cluster: what it served may be away, or another node has it already.
    client.on("-node", () => {
      hasMissed = true;
      check();
    });
    client.on("ready", check);
  }

  return {
    reason,
    warnings() {
      const least = Math.min(...answersMs);
      return answersMs.length === 3 && least > slowMs
        ? [`Redis takes ${Math.round(least)} ms to answer`]
        : [];
    },
    async watch(append) {
      try {
        const result = await append;
        change(() => (refused = null));
        return result;
      } catch (error) {
        const why = explain(error, noted);
        change(() => (refused = `${why}; metrics are kept`));
        if (error instanceof Error && error.message.startsWith("READONLY")) leaveReplica();
        throw new Error(why, { cause: error });
      }
    },
    stop() {
      isStopped = true;
      cancelNext();
    },
  };
}

/** Redis' own words in brackets may change while it stays away for one reason. */
function meaningOf(reason: string | null): string | null {
  return reason === null ? null : reason.split(" (", 1)[0]!;
}
