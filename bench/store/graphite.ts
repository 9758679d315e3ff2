import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Span } from "@/lib/store/port";

/** Debian's own, for which its package of graphite-web is installed. */
const python = "/usr/bin/python3";

/** CPU of graphite-web's renderer for one answer of all series in JSON; or why it cannot be had. */
export async function measureGraphite(
  series: readonly Float64Array[],
  { fromMs }: Span,
  stepMs: number,
): Promise<{ cpuMs: number; bytes: number } | { missing: string }> {
  const folder = mkdtempSync(join(tmpdir(), "statboard-graphite-"));
  try {
    for (const [i, values] of series.entries())
      writeFileSync(
        join(folder, `${i}.f64`),
        Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      );
    const args = [
      join("bench", "store", "graphite-web.py"),
      folder,
      series.length,
      fromMs / 1_000,
      stepMs / 1_000,
    ];
    const { code, out, errors } = await run(python, args.map(String));
    if (code === 0) return JSON.parse(out.trim().split("\n").at(-1)!) as { cpuMs: number; bytes: number };
    return {
      missing:
        /No module named '?(graphite|whisper|django)/.test(errors) || code === null
          ? "graphite-web is not installed"
          : `graphite-web failed: ${errors.trim().split("\n").at(-1)}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args);
    let [out, errors] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (errors += chunk));
    child.on("error", () => resolve({ code: null, out, errors }));
    child.on("close", (code) => resolve({ code, out, errors }));
  });
}
