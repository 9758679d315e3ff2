const causes: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "the port is in use by another program"],
  ["EACCES", "this user may not listen on that port"],
  ["EADDRNOTAVAIL", "this machine does not have that address"],
  ["ENOTFOUND", "that host name is not known"],
]);

export interface BindError extends Error {
  code: string | undefined;
}

/** What an operator needs to read: which socket, and why. The system's code is kept in `code`. */
export function describeBindError(
  error: NodeJS.ErrnoException,
  protocol: "UDP" | "TCP",
  host: string,
  port: number,
): BindError {
  const cause = causes.get(error.code ?? "") ?? error.message;
  return Object.assign(new Error(`cannot listen on ${protocol} ${host}:${port}: ${cause}`), {
    code: error.code,
  });
}
