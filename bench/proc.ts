import { readdirSync, readFileSync } from "node:fs";

/** Of Linux: a tick of the scheduler's clock, as /proc counts CPU. */
const ticksPerSecond = 100;

/** CPU of a process and its threads, and of its living children, in milliseconds. Linux only. */
export function cpuMsOf(pid: number): number {
  const own = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold blanks: fields are counted from behind it.
  const fields = own.slice(own.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return (ticks * 1_000) / ticksPerSecond + sumOverChildren(pid, cpuMsOf);
}

/** What a process and its children hold in memory, in bytes. */
export function rssOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? 0) * 1_024 + sumOverChildren(pid, rssOf);
}

/** A browser's children come and go: one that ended meanwhile counts nothing. */
function sumOverChildren(pid: number, measure: (child: number) => number): number {
  return childrenOf(pid).reduce((sum, child) => {
    try {
      return sum + measure(child);
    } catch {
      return sum;
    }
  }, 0);
}

function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
  return lists.join(" ").split(" ").filter(Boolean).map(Number);
}
