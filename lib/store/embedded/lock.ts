import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Folders this process holds itself: its own pid in a file may also be left from before a restart. */
const held = new Set<string>();

/** Makes this process the folder's one owner. An Error with one sentence when it has another. */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, "owner.pid");
  try {
    mkdirSync(dataDir, { recursive: true });
    for (let tries = 0; ; tries++) {
      try {
        writeFileSync(path, `${process.pid} ${startedAt(process.pid)}\n`, { flag: "wx" });
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || tries > 3) throw error;
        const owner = readOwner(path, held.has(path));
        if (owner !== null) throw new Error(`${dataDir} is in use by process ${owner}`, { cause: error });
        rmSync(path, { force: true });
      }
    }
  } catch (error) {
    if (error instanceof Error && !("code" in error)) throw error;
    throw new Error(`cannot use ${dataDir}: ${(error as Error).message}`, { cause: error });
  }
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

/** The pid of the process that holds the folder; null when it is gone. */
function readOwner(path: string, isOurs: boolean): number | null {
  const [pid, started] = readFileSync(path, "utf8").trim().split(" ");
  const owner = Number(pid);
  if (!Number.isInteger(owner) || owner <= 0) return null;
  if (owner === process.pid) return isOurs ? owner : null;
  try {
    process.kill(owner, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return null;
  }
  // Pids are given again: the same number started at another time is another process.
  return startedAt(owner) === (started ?? "") ? owner : null;
}

/** When a process started, in the kernel's ticks; empty where /proc is not. */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
