import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, Command, Redis } from "ioredis";
import type { Client } from "./connect";
import { isGone } from "./trouble";

export interface BatchCommand {
  /** Decides the node: on a Cluster every key of the command is of this one's slot. */
  key: string;
  command: string;
  args: (string | number | Buffer)[];
  /** Strings in the reply come as Buffers. */
  asBuffer?: boolean;
}

/** How often commands follow a slot that is being moved. */
const maxRedirections = 5;
const redirectionMs = 100;
const unserved = new Error("Connection is closed: no node serves this slot");
const isRedirection = (reply: unknown) =>
  reply instanceof Error && /^(MOVED|ASK|TRYAGAIN) /.test(reply.message);

/**
 * Runs commands in one round trip for each node that serves them, and answers in their order. They must do
 * no harm when run twice. When all have ended, the first error rejects.
 */
export async function runBatch(client: Client, commands: readonly BatchCommand[]): Promise<unknown[]> {
  return throwFirst(await settleBatch(client, commands));
}

/** The same, with errors in the place of replies. */
export async function settleBatch(client: Client, commands: readonly BatchCommand[]): Promise<unknown[]> {
  const settled = await settle(
    client,
    commands.map((command) => ({ isAtomic: false, commands: [command] })),
  );
  return settled.map((reply) => (Array.isArray(reply) ? (reply[0] as unknown) : reply));
}

/** Each inner list is one MULTI … EXEC on keys of one slot; together they take as few round trips. */
export async function runTransactions(
  client: Client,
  transactions: readonly (readonly BatchCommand[])[],
): Promise<unknown[][]> {
  const units = transactions.map((commands) => ({ isAtomic: true, commands }));
  const settled = throwFirst(await settle(client, units)) as unknown[][];
  for (const replies of settled) throwFirst(replies);
  return settled;
}

/** What has to run on one node. */
interface Unit {
  isAtomic: boolean;
  commands: readonly BatchCommand[];
}

async function settle(client: Client, units: readonly Unit[]): Promise<(unknown[] | Error)[]> {
  const settled: (unknown[] | Error)[] = units.map(() => []);
  let left = units.flatMap(({ commands }, i) => (commands.length === 0 ? [] : [i]));
  for (let attempt = 0; left.length > 0 && attempt <= maxRedirections; attempt++) {
    if (attempt > 1) await sleep(redirectionMs);
    await sendAll(client, units, { left, settled });
    if (!(client instanceof Cluster)) break;
    const isOld = left.some((i) => isRedirection(settled[i]) || isGone(settled[i]));
    const refreshed = isOld ? refresh(client) : null;
    left = left.filter((i) => isRedirection(settled[i]) || (settled[i] === unserved && attempt === 0));
    if (left.length > 0) await refreshed;
  }
  return settled;
}

/** Sends each unit that is left to its node, and notes what came of it. */
async function sendAll(
  client: Client,
  units: readonly Unit[],
  { left, settled }: { left: readonly number[]; settled: (unknown[] | Error)[] },
): Promise<void> {
  const byNode = new Map<Redis | null, number[]>();
  const findNode = createFind(client);
  for (const i of left) {
    const node = findNode(units[i]!.commands[0]!.key, settled[i]!);
    const here = byNode.get(node);
    if (here) here.push(i);
    else byNode.set(node, [i]);
  }
  const work = [...byNode].map(async ([node, indices]) => {
    const sent = indices.map((i) => ({ ...units[i]!, isAsked: isErrorOf(settled[i], "ASK ") }));
    const replies = node ? await sendUnits(node, sent) : indices.map(() => [unserved]);
    indices.forEach((i, at) => {
      const [first, ...rest] = replies[at]!;
      settled[i] = rest.length === 0 && first instanceof Error ? first : replies[at]!;
    });
  });
  await Promise.all(work);
}

/** Null: no node that we know of serves the key. */
function createFind(client: Client): (key: string, before: unknown) => Redis | null {
  if (!(client instanceof Cluster)) return () => client;
  const nodes = new Map(client.nodes().map((node) => [`${node.options.host}:${node.options.port}`, node]));
  return (key, before) => {
    const asked = isErrorOf(before, "ASK ") ? before.message.split(" ")[2] : undefined;
    return nodes.get(asked ?? client.slots[slotOf(key)]?.[0] ?? "") ?? null;
  };
}

async function sendUnits(node: Redis, units: (Unit & { isAsked: boolean })[]): Promise<unknown[][]> {
  const lines: unknown[][] = [];
  for (const { isAtomic, isAsked, commands } of units) {
    if (isAsked) lines.push(["call", "asking"]);
    if (isAtomic) lines.push(["multi"]);
    for (const { command, args, asBuffer } of commands)
      lines.push([asBuffer ? "callBuffer" : "call", command, ...args]);
    if (isAtomic) lines.push(["exec"]);
  }
  const replies = (await node.pipeline(lines).exec()) ?? [];
  let at = 0;
  return units.map(({ isAtomic, isAsked, commands }) => {
    if (isAsked) at++;
    const own = replies.slice(at, (at += commands.length + (isAtomic ? 2 : 0)));
    const plain = own.map(([error, reply]) => error ?? reply);
    if (!isAtomic) return plain;
    const executed = plain.at(-1);
    if (Array.isArray(executed)) return executed as unknown[];
    // EXEC was refused because of a command before it, which says why.
    return [plain.find((reply) => reply instanceof Error) ?? new Error("the transaction was not run")];
  });
}

/** Of these keys one for each node that serves them. */
export function onePerNode(client: Client, keys: readonly string[]): string[] {
  if (!(client instanceof Cluster)) return keys.slice(0, 1);
  return [...new Map(keys.map((key) => [client.slots[slotOf(key)]?.[0], key])).values()];
}

function refresh(client: Cluster): Promise<void> {
  return new Promise((resolve) => client.refreshSlotsCache(() => resolve()));
}

const slots = new Map<string, number>();

/** Keys with a hash tag share few slots, which are remembered. */
function slotOf(key: string): number {
  const tag = /^[^{]*(\{[^}]+\})/.exec(key)?.[1];
  const known = tag === undefined ? undefined : slots.get(tag);
  if (known !== undefined) return known;
  const slot = new Command("exists", [key]).getSlot();
  if (tag !== undefined && slots.size < 1_000) slots.set(tag, slot);
  return slot;
}

function isErrorOf(reply: unknown, beginning: string): reply is Error {
  return reply instanceof Error && reply.message.startsWith(beginning);
}

function throwFirst<T>(replies: readonly T[]): T[] {
  const failed = replies.find((reply) => reply instanceof Error);
  if (failed) throw failed;
  return [...replies];
}
