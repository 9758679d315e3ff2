import { createHash } from "node:crypto";
import { type BatchCommand, runBatch, settleBatch } from "./batch";
import type { Client } from "./connect";

/** A script's call. Its keys are of one slot; it must do no harm when run twice. */
export interface ScriptCall {
  script: string;
  keys: readonly string[];
  args: readonly (string | number | Buffer)[];
  /** Strings in the reply come as Buffers. */
  asBuffer?: boolean;
}

/** Runs scripts by their hashes, in one round trip for each node; sends the texts Redis does not know. */
export async function runScripts(client: Client, calls: readonly ScriptCall[]): Promise<unknown[]> {
  const replies = await settleBatch(
    client,
    calls.map((call) => toCommand("evalsha", call)),
  );
  const unknown = replies.flatMap((reply, i) => (isUnknown(reply) ? [i] : []));
  const failed = replies.find((reply) => reply instanceof Error && !isUnknown(reply));
  if (unknown.length > 0) {
    const again = await runBatch(
      client,
      unknown.map((i) => toCommand("eval", calls[i]!)),
    );
    unknown.forEach((i, at) => (replies[i] = again[at]));
  }
  if (failed) throw failed;
  return replies;
}

export async function runScript(client: Client, call: ScriptCall): Promise<unknown> {
  const [reply] = await runScripts(client, [call]);
  return reply;
}

function toCommand(command: "eval" | "evalsha", { script, keys, args, asBuffer }: ScriptCall): BatchCommand {
  const text = command === "eval" ? script : hashOf(script);
  return { key: keys[0]!, command, args: [text, keys.length, ...keys, ...args], asBuffer };
}

function isUnknown(reply: unknown): boolean {
  return reply instanceof Error && reply.message.startsWith("NOSCRIPT");
}

const hashes = new Map<string, string>();

function hashOf(script: string): string {
  const known = hashes.get(script) ?? createHash("sha1").update(script).digest("hex");
  hashes.set(script, known);
  return known;
}
