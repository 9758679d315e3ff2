import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** What SIGKILL leaves behind does not depend on the disk, and this one syncs in no time. */
const fastDir = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Makes folders that are gone after the file's last test. Called at the top of a test file. */
export function createTempDirs(name: string): () => string {
  const dirs: string[] = [];
  afterAll(() => {
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  });
  return () => {
    const dir = mkdtempSync(join(fastDir, `statboard-${name}-`));
    dirs.push(dir);
    return dir;
  };
}
