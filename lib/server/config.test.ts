import { describe, expect, it } from "vitest";
import { readConfig } from "./config";

describe("readConfig", () => {
  it("needs nothing: every default is valid and stays on this machine", () => {
    const { config, faults, warnings } = readConfig({});
    expect(faults).toEqual([]);
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      web: { host: "127.0.0.1", port: 3000 },
      statsd: { host: "127.0.0.1", port: 8125 },
      ingest: "worker",
      redisUrl: null,
      flushMs: 1_000,
      tokens: { edit: null, view: null },
    });
  });

  it("reports all faults at once, each with its variable", () => {
    const { config, faults } = readConfig({
      STATBOARD_FLUSH: "soon",
      REDIS_URL: "http://127.0.0.1",
      STATBOARD_WEB: "yes",
      STATBOARD_STATSD: "127.0.0.1:99999",
      STATBOARD_MAX_SERIES: "-3",
      STATBOARD_RETENTION: "10s:30m,15s:1h",
      PORT: "http",
      STATBOARD_TOKEN: "short",
    });
    expect(config).toBeNull();
    expect(faults.map((fault) => fault.split(":")[0]).sort()).toEqual([
      "PORT",
      "REDIS_URL",
      "STATBOARD_FLUSH",
      "STATBOARD_MAX_SERIES",
      "STATBOARD_RETENTION",
      "STATBOARD_STATSD",
      "STATBOARD_TOKEN",
      "STATBOARD_WEB",
    ]);
  });

  it("names the nearest variable for one that does not exist", () => {
    expect(readConfig({ STATBOARD_LISEN: "3000" }).faults).toEqual([
      "STATBOARD_LISEN: no such variable; the nearest is STATBOARD_LISTEN",
    ]);
  });

  it("never repeats a token in a fault", () => {
    const { faults } = readConfig({ STATBOARD_TOKEN: "has space" });
    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toContain("has space");
  });

  it("takes an empty variable for an unset one", () => {
    expect(readConfig({ STATBOARD_LISTEN: "", STATBOARD_TOKEN: " " }).config).toEqual(readConfig({}).config);
  });

  it("honours PORT where STATBOARD_LISTEN is unset, and HOSTNAME never", () => {
    const web = (environment: Record<string, string>) => readConfig(environment).config?.web;
    expect(web({ PORT: "8080", HOSTNAME: "0.0.0.0" })).toEqual({ host: "127.0.0.1", port: 8080 });
    expect(web({ PORT: "8080", STATBOARD_LISTEN: "[::1]:9000" })).toEqual({ host: "::1", port: 9000 });
    expect(web({ STATBOARD_LISTEN: "9000" })).toEqual({ host: "127.0.0.1", port: 9000 });
  });

  it("listens beyond loopback only with a token or by an explicit word", () => {
    const listen = { STATBOARD_LISTEN: "0.0.0.0:3000" };
    expect(readConfig(listen).faults).toEqual([
      "STATBOARD_LISTEN: an address beyond loopback needs STATBOARD_TOKEN, or STATBOARD_INSECURE=1",
    ]);
    expect(readConfig({ ...listen, STATBOARD_TOKEN: "secret-token" }).faults).toEqual([]);
    expect(readConfig({ ...listen, STATBOARD_INSECURE: "1" }).faults).toEqual([]);
    expect(readConfig({ ...listen, STATBOARD_WEB: "off" }).faults).toEqual([]);
  });

  it("opens the doors that answer questions beyond loopback only with STATBOARD_INSECURE", () => {
    const doors = { STATBOARD_ADMIN: "0.0.0.0:8126", STATBOARD_BATSD: "0.0.0.0:8127" };
    expect(readConfig({ ...doors, STATBOARD_TOKEN: "secret-token" }).faults).toHaveLength(2);
    expect(readConfig({ ...doors, STATBOARD_INSECURE: "1" }).faults).toEqual([]);
  });

  it("refuses tokens with which nobody could edit, or viewers could", () => {
    expect(readConfig({ STATBOARD_VIEW_TOKEN: "viewer-token" }).faults).toHaveLength(1);
    const same = { STATBOARD_TOKEN: "same-token", STATBOARD_VIEW_TOKEN: "same-token" };
    expect(readConfig(same).faults).toHaveLength(1);
  });

  it("opens batsd's port where metrics are taken in, or where it is asked for", () => {
    const batsd = (environment: Record<string, string>) => readConfig(environment).config?.batsd;
    expect(batsd({})).toEqual({ host: "127.0.0.1", port: 8127 });
    expect(batsd({ STATBOARD_BATSD: "off" })).toBeNull();
    expect(batsd({ STATBOARD_INGEST: "off" })).toBeNull();
    expect(batsd({ STATBOARD_INGEST: "off", STATBOARD_BATSD: "9127" })).toMatchObject({ port: 9127 });
  });

  it("reads what is taken in from others, from the store's Redis unless another is named", () => {
    const subscribe = { STATBOARD_SUBSCRIBE: "counters:*, timers:*", REDIS_URL: "redis://a:1" };
    const patterns = ["counters:*", "timers:*"];
    expect(readConfig(subscribe).config?.subscribe).toEqual({ url: "redis://a:1", patterns });
    const other = { ...subscribe, STATBOARD_SUBSCRIBE_URL: "redis://b:2" };
    expect(readConfig(other).config?.subscribe).toEqual({ url: "redis://b:2", patterns });
    expect(readConfig({ STATBOARD_SUBSCRIBE_URL: "redis://b:2" }).warnings).toEqual([
      "STATBOARD_SUBSCRIBE_URL has no effect without STATBOARD_SUBSCRIBE",
    ]);
  });

  it("refuses channels that cannot be what they are meant to be together", () => {
    const faultsOf = (environment: Record<string, string>) => readConfig(environment).faults;
    const redis = { REDIS_URL: "redis://a:1" };
    expect(faultsOf({ STATBOARD_SUBSCRIBE: "counters:*,foo*", ...redis })[0]).toMatch(
      /^STATBOARD_SUBSCRIBE: "foo\*"/,
    );
    expect(faultsOf({ STATBOARD_SUBSCRIBE: "counters:*" })[0]).toMatch(
      /^STATBOARD_SUBSCRIBE: from which Redis/,
    );
    expect(faultsOf({ STATBOARD_SUBSCRIBE: "counters:*", STATBOARD_INGEST: "off", ...redis })).toHaveLength(
      1,
    );
    expect(faultsOf({ STATBOARD_PUBLISH: "all" })).toEqual([
      "STATBOARD_PUBLISH: all needs REDIS_URL, where it is published",
    ]);
    expect(faultsOf({ STATBOARD_PUBLISH: "all", STATBOARD_SUBSCRIBE: "counters:*", ...redis })).toEqual([
      "STATBOARD_PUBLISH: all would be taken in again by STATBOARD_SUBSCRIBE, on the same Redis",
    ]);
  });

  it("warns of what is set and has no effect yet", () => {
    expect(readConfig({ STATBOARD_GRAPHITE: "off" }).warnings).toEqual([
      "STATBOARD_GRAPHITE has no effect in this version",
    ]);
  });

  it("takes one Redis, a Cluster and sentinels, and says what is wrong with an address", () => {
    for (const url of ["rediss://a:1/2", "redis://a:1,redis://b:2", "redis+sentinel://a:26379/main"])
      expect(readConfig({ REDIS_URL: url }).config).toMatchObject({ redisUrl: url });
    expect(readConfig({ REDIS_URL: "redis+sentinel://:secret@a" }).faults).toEqual([
      "REDIS_URL: the master's name is missing: redis+sentinel://[user:password@]host:port[,host:port]/master-name[/db]",
    ]);
  });

  it("reads whose pages may frame a panel, as sources of a content security policy", () => {
    const embed = (text: string) => readConfig({ STATBOARD_EMBED: text });
    expect(embed("").config?.embed).toEqual([]);
    expect(embed("self, https://Wiki.example.com:8443,https://*.example.com,*").config?.embed).toEqual([
      "'self'",
      "https://wiki.example.com:8443",
      "https://*.example.com",
      "*",
    ]);
    for (const wrong of ["wiki.example.com", "https://a.example;script-src *", "javascript:x", "'none'"])
      expect(embed(wrong).faults[0]).toContain("is not self, * or an origin");
  });

  it("reads origins as hosts, with or without a port", () => {
    const text = "https://Stats.example.com, stats.example.com:8443,[fd00::1]:3000";
    expect(readConfig({ STATBOARD_ORIGINS: text }).config?.origins).toEqual([
      "stats.example.com",
      "stats.example.com:8443",
      "[fd00::1]:3000",
    ]);
    expect(readConfig({ STATBOARD_ORIGINS: "https://a.example/path" }).faults).toHaveLength(1);
  });
});
