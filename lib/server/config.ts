import type { Retention } from "@/lib/metric/retention";
import { withFlushInterval } from "@/lib/metric/retention";
import { type Address, isLoopback } from "./address";
import { type Variable, type VariableName, variables } from "./variables";

/** Everything the environment decides. Times are milliseconds. */
export interface Config {
  /** Null: this process serves no pages. */
  web: Address | null;
  ingest: "worker" | "inline" | "off";
  redisUrl: string | null;
  dataDir: string;
  statsd: Address | null;
  /** batsd's query port. */
  batsd: Address | null;
  publish: "auto" | "all" | "off";
  subscribe: { url: string; patterns: string[] } | null;
  flushMs: number;
  retention: Retention;
  sketchRetention: Retention;
  gaugeTtlMs: number;
  maxSeries: number;
  hostMetrics: boolean;
  tokens: Tokens;
  /** Hosts beside loopback that may be asked for, each with a port or for any port. */
  origins: string[];
  /** Sources of CSP whose pages may frame `/embed`. */
  embed: string[];
  maxStreams: number;
  maxStreamsPerAddress: number;
}

/** Both null: whoever reaches the server may do everything. */
export interface Tokens {
  edit: string | null;
  view: string | null;
}

export interface ConfigResult {
  /** Null when there are faults. */
  config: Config | null;
  /** One sentence each, beginning with the variable's name. */
  faults: string[];
  /** Nothing wrong, but not what one may expect. */
  warnings: string[];
}

type Environment = Record<string, string | undefined>;
type Values = { [K in VariableName]: ValueOf<(typeof variables)[K]> };
type ValueOf<V> = V extends Variable<infer T> & { default: string }
  ? T
  : V extends Variable<infer T>
    ? T | null
    : never;

/** Reads every variable and reports all faults at once. An empty variable counts as unset. */
export function readConfig(environment: Environment): ConfigResult {
  const { values, faults } = readVariables(environment);
  faults.push(...findUnknown(environment));
  if (faults.length > 0) return { config: null, faults, warnings: [] };
  const wrong = [...findUnsafe(values), ...findContradictions(values)];
  if (wrong.length > 0) return { config: null, faults: wrong, warnings: [] };
  return { config: toConfig(values, environment), faults: [], warnings: findWarnings(values, environment) };
}

function readVariables(environment: Environment): { values: Values; faults: string[] } {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(variables)) {
    const text = environment[name]?.trim() || each.default;
    try {
      values[name] = text === null ? null : each.parse(text);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { values: values as Values, faults };
}

function findUnknown(environment: Environment): string[] {
  const known = Object.keys(variables);
  return Object.keys(environment)
    .filter((name) => name.startsWith("STATBOARD_") && !known.includes(name))
    .map((name) => {
      const [nearest] = known.sort((a, b) => distance(name, a) - distance(name, b));
      return `${name}: no such variable; the nearest is ${nearest}`;
    });
}

/** What listens beyond this machine without protection. */
function findUnsafe(values: Values): string[] {
  const faults: string[] = [];
  const insecure = values.STATBOARD_INSECURE === "1";
  const beyond = (address: Address | null) => address !== null && !isLoopback(address.host);
  if (values.STATBOARD_WEB && beyond(values.STATBOARD_LISTEN) && !values.STATBOARD_TOKEN && !insecure)
    faults.push(
      "STATBOARD_LISTEN: an address beyond loopback needs STATBOARD_TOKEN, or STATBOARD_INSECURE=1",
    );
  for (const name of ["STATBOARD_ADMIN", "STATBOARD_BATSD"] as const)
    if (beyond(values[name]) && !insecure)
      faults.push(`${name}: an address beyond loopback needs STATBOARD_INSECURE=1`);
  if (values.STATBOARD_VIEW_TOKEN && !values.STATBOARD_TOKEN)
    faults.push("STATBOARD_VIEW_TOKEN: needs STATBOARD_TOKEN too, or nobody could edit");
  if (values.STATBOARD_VIEW_TOKEN && values.STATBOARD_VIEW_TOKEN === values.STATBOARD_TOKEN)
    faults.push("STATBOARD_VIEW_TOKEN: must differ from STATBOARD_TOKEN");
  if (!values.STATBOARD_WEB && values.STATBOARD_INGEST === "off")
    faults.push("STATBOARD_WEB: with STATBOARD_INGEST=off too, nothing is left to do");
  return faults;
}

/** What cannot be meant together. */
function findContradictions(values: Values): string[] {
  const faults: string[] = [];
  const source = values.STATBOARD_SUBSCRIBE_URL ?? values.REDIS_URL;
  if (values.STATBOARD_SUBSCRIBE && source === null)
    faults.push("STATBOARD_SUBSCRIBE: from which Redis? Set STATBOARD_SUBSCRIBE_URL, or REDIS_URL");
  if (values.STATBOARD_SUBSCRIBE && values.STATBOARD_INGEST === "off")
    faults.push("STATBOARD_SUBSCRIBE: with STATBOARD_INGEST=off nothing is taken in");
  if (values.STATBOARD_PUBLISH === "all" && values.REDIS_URL === null)
    faults.push("STATBOARD_PUBLISH: all needs REDIS_URL, where it is published");
  if (values.STATBOARD_PUBLISH === "all" && values.STATBOARD_SUBSCRIBE && source === values.REDIS_URL)
    faults.push("STATBOARD_PUBLISH: all would be taken in again by STATBOARD_SUBSCRIBE, on the same Redis");
  return faults;
}

function findWarnings(values: Values, environment: Environment): string[] {
  const warnings = Object.entries(variables)
    .filter(([name, each]) => !each.used && environment[name]?.trim())
    .map(([name]) => `${name} has no effect in this version`);
  if (values.STATBOARD_SUBSCRIBE_URL && !values.STATBOARD_SUBSCRIBE)
    warnings.push("STATBOARD_SUBSCRIBE_URL has no effect without STATBOARD_SUBSCRIBE");
  const finest = values.STATBOARD_RETENTION[0];
  if (finest && finest.stepMs < values.STATBOARD_FLUSH)
    warnings.push("STATBOARD_FLUSH is longer than the finest retention, which is dropped");
  if (values.STATBOARD_WEB && !isLoopback(values.STATBOARD_LISTEN.host) && !values.STATBOARD_ORIGINS)
    warnings.push(
      "STATBOARD_ORIGINS is unset: only requests for localhost are answered; name the host people type",
    );
  return warnings;
}

function toConfig(values: Values, environment: Environment): Config {
  const port = environment.STATBOARD_LISTEN?.trim() ? null : values.PORT;
  return {
    web: values.STATBOARD_WEB ? { ...values.STATBOARD_LISTEN, ...(port !== null && { port }) } : null,
    ingest: values.STATBOARD_INGEST,
    redisUrl: values.REDIS_URL,
    dataDir: values.STATBOARD_DATA_DIR,
    statsd: values.STATBOARD_STATSD,
    batsd: toBatsd(values, environment),
    publish: values.STATBOARD_PUBLISH,
    subscribe: toSubscription(values),
    flushMs: values.STATBOARD_FLUSH,
    retention: withFlushInterval(values.STATBOARD_RETENTION, values.STATBOARD_FLUSH),
    sketchRetention: values.STATBOARD_SKETCH_RETENTION,
    gaugeTtlMs: values.STATBOARD_GAUGE_TTL,
    maxSeries: values.STATBOARD_MAX_SERIES,
    hostMetrics: values.STATBOARD_HOST_METRICS,
    tokens: { edit: values.STATBOARD_TOKEN, view: values.STATBOARD_VIEW_TOKEN },
    origins: values.STATBOARD_ORIGINS ?? [],
    embed: values.STATBOARD_EMBED ?? [],
    maxStreams: values.STATBOARD_MAX_STREAMS,
    maxStreamsPerAddress: values.STATBOARD_MAX_STREAMS_PER_ADDRESS,
  };
}

/** Several web processes share a machine: only the one that takes metrics in opens it unasked. */
function toBatsd(values: Values, environment: Environment): Address | null {
  const isAsked = Boolean(environment.STATBOARD_BATSD?.trim());
  return values.STATBOARD_INGEST === "off" && !isAsked ? null : values.STATBOARD_BATSD;
}

function toSubscription(values: Values): Config["subscribe"] {
  const url = values.STATBOARD_SUBSCRIBE_URL ?? values.REDIS_URL;
  return values.STATBOARD_SUBSCRIBE && url !== null ? { url, patterns: values.STATBOARD_SUBSCRIBE } : null;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
