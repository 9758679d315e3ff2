import { writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type Part, printTable } from "./report";

/** Runs the named parts, or all, one after the other; prints a table for each. Answers the exit code. */
export async function runParts(bench: string, parts: Record<string, Part>, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, out: { type: "string" } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no part is called ${unknown.join(", ")}: there are ${Object.keys(parts).join(", ")}\n`,
    );
    return 1;
  }
  const texts = [describeMachine(values.quick)];
  process.stdout.write(`${texts[0]}\n`);
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    const startedMs = performance.now();
    const text = printTable(name, await parts[name]!({ isQuick: values.quick }));
    texts.push(text);
    process.stdout.write(`${text}\n`);
    process.stderr.write(`${name} took ${((performance.now() - startedMs) / 1_000).toFixed(1)} s\n`);
  }
  if (values.out)
    writeFileSync(values.out, `# Measured by \`npm run bench:${bench}\`\n\n${texts.join("\n")}`);
  return 0;
}

function describeMachine(isQuick: boolean): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const machine = `${cpus().length} × ${cpu?.model ?? "unknown"}, ${memory}, ${process.platform} ${release()}`;
  const size = isQuick ? "A quick run: sizes are reduced, figures are rough." : "A full run.";
  return `Node ${process.version} on ${machine}. ${size}\n`;
}
