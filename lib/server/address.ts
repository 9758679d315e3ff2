/** Where something listens. IPv6 hosts stand without brackets. */
export interface Address {
  host: string;
  port: number;
}

/** `127.0.0.1:8125`, `[::1]:8125`, `localhost:8125`; a bare port means loopback. Throws an Error that names the fault. */
export function parseAddress(text: string): Address {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):)?(\d{1,5})$/.exec(text);
  if (!match) throw new Error(`"${text}" is not <host>:<port>, for example 127.0.0.1:8125`);
  const port = Number(match[3]);
  if (port > 65_535) throw new Error(`${port} is not a port: they end at 65535`);
  return { host: match[1] ?? match[2] ?? "127.0.0.1", port };
}

export function printAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** True for names and addresses that never leave this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}
