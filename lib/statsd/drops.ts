import { readFile } from "node:fs/promises";

/** Datagrams the kernel threw away for the UDP sockets on a port, since they were bound. 0 where nobody says. */
export async function readDrops(port: number): Promise<number> {
  const tables = await Promise.all(["/proc/net/udp", "/proc/net/udp6"].map(readTable));
  return tables.reduce((sum, table) => sum + sumDrops(table, port), 0);
}

/** Rows are `sl local_address … drops`; the local address ends in the port, in hexadecimal. */
export function sumDrops(table: string, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  let drops = 0;
  for (const line of table.split("\n")) {
    if (!line.includes(suffix)) continue;
    const fields = line.trim().split(/\s+/);
    if (fields[1]?.endsWith(suffix)) drops += Number(fields.at(-1)) || 0;
  }
  return drops;
}

function readTable(path: string): Promise<string> {
  return readFile(path, "latin1").catch(() => "");
}
