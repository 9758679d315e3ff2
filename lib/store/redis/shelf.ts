import { Cluster } from "ioredis";
import { importedUntilMs } from "../archives";
import { toEntry } from "../frame-log";
import { type Expiry, Fenced, type LateChange, type Marks, type SealShelf } from "../shelf";
import { type BatchCommand, runBatch } from "./batch";
import { createFieldReader, fieldOf } from "./field-reader";
import type { Client } from "./connect";
import { type Keys, allShards } from "./keys";
import { archiveField, importedField, parseMarks, sealedField, toOrder, toStreamId } from "./marks";
import { runScript } from "./script";
import { declareScript, moveMarkScript, takeLateScript, trimScript, writeScript } from "./seal-scripts";

interface ShelfOptions {
  client: Client;
  keys: Keys;
  flushMs: number;
  /** Rises with each sealer: what one with a smaller fence writes is refused. */
  fence: number;
  warn(message: string): void;
}

const lateAtOnce = 600;

/** The sealer's hands on Redis. */
export function createRedisShelf({ client, keys, flushMs, fence, warn }: ShelfOptions): SealShelf {
  const publish = client instanceof Cluster ? "SPUBLISH" : "PUBLISH";

  async function change(
    script: string,
    scriptKeys: string[],
    args: (string | number | Buffer)[],
  ): Promise<unknown> {
    try {
      return await runScript(client, { script, keys: scriptKeys, args: [fence, ...args] });
    } catch (error) {
      if (error instanceof Error && error.message.includes("FENCED"))
        throw new Fenced(error.message, { cause: error });
      throw error;
    }
  }
  const declaredOf = async (shard: number): Promise<Marks> =>
    parseMarks((await client.hgetall(keys.marks(shard))) as Record<string, string>);

  return {
    readMarks: declaredOf,
    readFields: createFieldReader(client, keys),
    async listIds(block, part) {
      const key = keys.block(part, block);
      const [names] = await runBatch(client, [{ key, command: "hkeys", args: [key], asBuffer: true }]);
      return (names as Buffer[]).map((name) => name.readUIntBE(0, 6));
    },
    async readFrames(shard, fromMs, untilOrder) {
      const rows = await client.xrangeBuffer(
        keys.frames(shard),
        `${Math.max(0, fromMs)}`,
        toStreamId(untilOrder),
      );
      return rows.flatMap(([id, [field, bytes]]) => {
        if (field?.toString() !== "f" || !bytes) return [];
        try {
          return [toEntry(bytes, toOrder(id.toString()))];
        } catch (error) {
          warn(`a frame in Redis cannot be read and is left out: ${String(error)}`);
          return [];
        }
      });
    },
    async readFirstStart(shard) {
      const [row] = await client.xrangeBuffer(keys.frames(shard), "-", "+", "COUNT", 1);
      return row ? toEntry(row[1][1]!, 0).head.startMs : null;
    },
    async moveMark(shard, untilMs) {
      const args = [sealedField(flushMs), untilMs];
      return toOrder(String(await change(moveMarkScript, [keys.marks(shard), keys.frames(shard)], args)));
    },
    async write({ fields, ...block }) {
      const scalars = fields.flatMap(({ id, scalars: bytes }) =>
        bytes ? [fieldOf(id), Buffer.from(bytes)] : [],
      );
      const rich = fields.flatMap(({ id, rich: bytes }) => (bytes ? [fieldOf(id), Buffer.from(bytes)] : []));
      const scriptKeys = [keys.marks(block.shard), keys.block("scalars", block), keys.block("rich", block)];
      await change(writeScript, scriptKeys, [scalars.length / 2, ...scalars, ...rich]);
    },
    async declare(shard, { stepMs, beganMs, untilMs }) {
      const args = [archiveField(stepMs), `${beganMs} ${untilMs}`, keys.bell(shard), publish];
      await change(declareScript, [keys.marks(shard)], args);
    },
    async writeImported({ fields, ...block }) {
      const pairs = fields.flatMap(({ id, scalars }) => (scalars ? [fieldOf(id), Buffer.from(scalars)] : []));
      const key = keys.block("imported", block);
      await change(writeScript, [keys.marks(block.shard), key, key], [pairs.length / 2, ...pairs]);
      await client.pexpireat(key, importedUntilMs(block));
    },
    async markImported(shard, { stepMs, fromMs, untilMs }) {
      const known = (await declaredOf(shard)).imported.get(stepMs);
      const hull = `${Math.min(fromMs, known?.fromMs ?? fromMs)} ${Math.max(untilMs, known?.untilMs ?? untilMs)}`;
      await change(
        declareScript,
        [keys.marks(shard)],
        [importedField(stepMs), hull, keys.bell(shard), publish],
      );
    },
    async expire(expiries: readonly Expiry[]) {
      const expireAt = (key: string, atMs: number): BatchCommand => ({
        key,
        command: "pexpireat",
        args: [key, atMs],
      });
      const commands = expiries.flatMap(({ scalarsAtMs, richAtMs, ...block }) => [
        expireAt(keys.block("scalars", block), scalarsAtMs),
        expireAt(keys.block("rich", block), richAtMs),
      ]);
      if (commands.length > 0) await runBatch(client, commands);
    },
    async trimFrames(shard, untilOrder) {
      const args = [toStreamId(untilOrder + 1), toStreamId(untilOrder)];
      await change(trimScript, [keys.marks(shard), keys.frames(shard)], args);
    },
    async listLate() {
      const lengths = await runBatch(
        client,
        allShards.map((shard) => ({ key: keys.late(shard), command: "xlen", args: [keys.late(shard)] })),
      );
      return allShards.filter((shard) => Number(lengths[shard]) > 0);
    },
    async readLate(shard) {
      const rows = await client.xrangeBuffer(keys.late(shard), "-", "+", "COUNT", lateAtOnce);
      return rows.map(([id, fields]) => ({
        key: id.toString(),
        entry: toEntry(fields[1]!, toOrder(id.toString())),
      }));
    },
    async takeLate(shard, late: LateChange) {
      const marks = await declaredOf(shard);
      const began = late.began.flatMap(({ stepMs, beganMs }) => {
        const declaredMs = marks.archives.get(stepMs)?.declaredMs;
        return declaredMs === undefined ? [] : [archiveField(stepMs), `${beganMs} ${declaredMs}`];
      });
      const scriptKeys = [keys.marks(shard), keys.late(shard), keys.frames(shard)];
      const placeOf = (key: string) => {
        const known = scriptKeys.indexOf(key, 3);
        return known >= 0 ? known + 1 : scriptKeys.push(key);
      };
      const fields = late.writes.flatMap(({ fields: written, ...block }) =>
        written.flatMap(({ id, scalars, rich }) => [
          ...(scalars ? [placeOf(keys.block("scalars", block)), fieldOf(id), Buffer.from(scalars)] : []),
          ...(rich ? [placeOf(keys.block("rich", block)), fieldOf(id), Buffer.from(rich)] : []),
        ]),
      );
      const note = late.note ? JSON.stringify(late.note) : "";
      const head = [note, keys.bell(shard), publish, late.keys.length, ...late.keys];
      await change(takeLateScript, scriptKeys, [...head, began.length / 2, ...began, ...fields]);
    },
  };
}
