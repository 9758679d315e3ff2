/** What each kind of failure means, by how Redis' or the client's message begins. */
const meanings: [RegExp, string][] = [
  [/^OOM/, "Redis is out of memory and takes nothing in"],
  [/^READONLY/, "Redis is a read-only replica and takes nothing in"],
  [/^MISCONF/, "Redis cannot write to its disk and takes nothing in"],
  [/^NOREPLICAS/, "Redis has too few replicas and takes nothing in"],
  [/WRONGPASS|NOAUTH|AUTH .*password/, "Redis refuses the password"],
  [/^NOPERM/, "Redis does not permit this user what Statboard needs"],
  [/^LOADING/, "Redis is still reading its data"],
  [/^BUSY/, "Redis is busy with somebody's script"],
  [/^(CLUSTERDOWN|MASTERDOWN)/, "the Redis Cluster is down"],
  [/^(MOVED|ASK|TRYAGAIN)|redirections/, "the Redis Cluster is moving what Statboard uses"],
  [/Command timed out/, "Redis is too slow"],
  [/No such master/, "no sentinel knows a master of this name"],
  [/sentinel/, "no sentinel tells where Redis is"],
];
const gone =
  /Connection is closed|Stream isn't writeable|ECONN|ETIMEDOUT|EHOST|ENOTFOUND|EAI_AGAIN|Cluster isn't ready|startup nodes|connection close|retries per request|all nodes/i;

/** One sentence for people, with Redis' own words in brackets. `noted` is the connection's last error. */
export function explain(error: unknown, noted = ""): string {
  const text = error instanceof Error ? error.message : String(error);
  const [message] = (gone.test(text) && noted ? noted : text).split(/[,.]? script: |\n/, 1) as [string];
  const meaning = meanings.find(([pattern]) => pattern.test(message))?.[1];
  if (meaning) return `${meaning} (${message})`;
  return gone.test(message) ? `Redis does not answer (${message})` : message;
}

/** Whether the connection, not the command, is to blame. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && gone.test(error.message);
}
