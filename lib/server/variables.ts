import { parseDuration } from "@/lib/metric/duration";
import { type Retention, parseRetention } from "@/lib/metric/retention";
import { parseRedisAddress } from "@/lib/store/redis/address";
import { type Address, parseAddress } from "./address";

/** One environment variable: its default as people write it, and how its text is read. */
export interface Variable<T> {
  /** Null: unset by default, and then its value is null. */
  default: string | null;
  /** Throws an Error whose message completes "<NAME>: …". */
  parse(text: string): T;
  /** False: checked, but of no effect in this version. */
  used: boolean;
}

/** Every variable there is. docs/configuration.md holds the same table; a test compares them. */
export const variables = {
  STATBOARD_LISTEN: variable("127.0.0.1:3000", parseAddress),
  PORT: optional(parsePort),
  STATBOARD_WEB: variable("on", parseSwitch),
  STATBOARD_INGEST: variable("worker", oneOf("worker", "inline", "off")),
  REDIS_URL: optional(parseRedisUrl),
  STATBOARD_DATA_DIR: variable("./data", parseText),
  STATBOARD_STATSD: variable("127.0.0.1:8125", parseDoor),
  STATBOARD_STATSD_UNIX: later(optional(parseText)),
  STATBOARD_GRAPHITE: later(variable("127.0.0.1:2003", parseDoor)),
  STATBOARD_PICKLE: later(variable("127.0.0.1:2004", parseDoor)),
  STATBOARD_ADMIN: later(variable("127.0.0.1:8126", parseDoor)),
  STATBOARD_BATSD: variable("127.0.0.1:8127", parseDoor),
  STATBOARD_DIALECT: later(variable("auto", oneOf("auto", "etsy", "dogstatsd"))),
  STATBOARD_REPEAT: later(optional(parseRepeat)),
  STATBOARD_FLUSH: variable("1s", parseFlush),
  STATBOARD_RETENTION: variable("1s:30m,10s:6h,1m:7d,10m:60d", parseArchives),
  STATBOARD_SKETCH_RETENTION: variable("1s:30m,10s:6h,1m:1d,10m:14d", parseArchives),
  STATBOARD_GAUGE_TTL: variable("10m", parsePeriod),
  STATBOARD_MAX_SERIES: variable("200000", parseCount),
  STATBOARD_PUBLISH: variable("auto", oneOf("auto", "all", "off")),
  STATBOARD_SUBSCRIBE: optional(parsePatterns),
  STATBOARD_SUBSCRIBE_URL: optional(parseRedisUrl),
  STATBOARD_HOST_METRICS: variable("on", parseSwitch),
  STATBOARD_TOKEN: optional(parseToken),
  STATBOARD_VIEW_TOKEN: optional(parseToken),
  STATBOARD_ORIGINS: optional(parseOrigins),
  STATBOARD_INSECURE: optional(oneOf("1")),
  STATBOARD_EMBED: optional(parseAncestors),
  STATBOARD_BOARDS_DIR: later(optional(parseText)),
  STATBOARD_MAX_STREAMS: variable("20000", parseCount),
  STATBOARD_MAX_STREAMS_PER_ADDRESS: variable("64", parseCount),
};

export type VariableName = keyof typeof variables;

function variable<T>(text: string, parse: (text: string) => T): Variable<T> & { default: string } {
  return { default: text, parse, used: true };
}

function optional<T>(parse: (text: string) => T): Variable<T> & { default: null } {
  return { default: null, parse, used: true };
}

function later<T extends Variable<unknown>>(each: T): T {
  return { ...each, used: false };
}

function oneOf<const T extends string>(...allowed: T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((each) => each === text);
    if (!found) throw new Error(`"${text}" is not ${allowed.join(", ")}`);
    return found;
  };
}

function parseSwitch(text: string): boolean {
  return oneOf("on", "off")(text) === "on";
}

function parseText(text: string): string {
  return text;
}

function parseDoor(text: string): Address | null {
  return text === "off" ? null : parseAddress(text);
}

function parsePort(text: string): number {
  return parseAddress(/^\d+$/.test(text) ? text : `"${text}"`).port;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new Error(`"${text}" is not a whole number above 0`);
  return Number(text);
}

function parsePeriod(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`"${text}" is not a duration, for example 10s or 15m`);
  return ms;
}

function parseFlush(text: string): number {
  const ms = parsePeriod(text);
  if (ms < 100 || ms > 60_000) throw new Error(`"${text}" is not between 100ms and 60s`);
  return ms;
}

function parseArchives(text: string): Retention {
  return parseRetention(text);
}

function parseToken(text: string): string {
  if (!/^[\x21-\x7e]{8,512}$/.test(text))
    throw new Error("a token is 8 to 512 printable characters without spaces");
  return text;
}

function parseRedisUrl(text: string): string {
  parseRedisAddress(text);
  return text;
}

/** Channels or Redis' patterns of them: `counters:*,timers:*`. */
function parsePatterns(text: string): string[] {
  const patterns = [...new Set(text.split(",").map((each) => each.trim()))];
  const wrong = patterns.find((each) => !/^(counters|timers|gauges):\S+$/.test(each));
  if (wrong !== undefined)
    throw new Error(`"${wrong}" is not counters:…, timers:… or gauges:…, for example counters:*,timers:*`);
  return patterns;
}

function parseRepeat(text: string): Address[] {
  return text.split(",").map((each) => {
    const url = URL.canParse(each) ? new URL(each) : null;
    if (url?.protocol !== "udp:" || url.port === "") throw new Error(`"${each}" is not udp://<host>:<port>`);
    return { host: url.hostname, port: Number(url.port) };
  });
}

/** Whose pages may frame a panel: `https://wiki.example.com`, `https://*.example.com`, `self`, `*`; as CSP writes them. */
function parseAncestors(text: string): string[] {
  return text.split(",").map((each) => {
    const origin = each.trim().toLowerCase();
    if (origin === "*") return origin;
    if (origin === "self") return "'self'";
    if (!/^https?:\/\/(\*\.)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(origin))
      throw new Error(`"${each}" is not self, * or an origin, for example https://wiki.example.com`);
    return origin;
  });
}

/** `https://stats.example.com`, `stats.example.com` or `stats.example.com:8443` → host, with its port where one is given. */
function parseOrigins(text: string): string[] {
  return text.split(",").map((each) => {
    const origin = each.trim().toLowerCase();
    const url = URL.canParse(origin) && origin.includes("://") ? new URL(origin) : null;
    const host = url && /^https?:$/.test(url.protocol) && url.pathname === "/" ? url.host : origin;
    if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.test(host))
      throw new Error(`"${each}" is not a host or origin, for example https://stats.example.com`);
    return host;
  });
}
