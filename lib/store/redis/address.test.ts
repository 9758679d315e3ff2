import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRedisAddress, printRedisAddress } from "./address";

const plain = { username: null, password: null, db: 0, isTls: false, master: "" };

describe("a Redis address", () => {
  it.each([
    ["redis://h", { ...plain, kind: "standalone", hosts: [{ host: "h", port: 6_379 }] }],
    [
      "rediss://me:p%40ss@h:1/3",
      {
        kind: "standalone",
        hosts: [{ host: "h", port: 1 }],
        username: "me",
        password: "p@ss",
        db: 3,
        isTls: true,
        master: "",
      },
    ],
    [
      "redis://:secret@[::1]:7",
      { ...plain, kind: "standalone", password: "secret", hosts: [{ host: "::1", port: 7 }] },
    ],
    ...["redis://h:1,h:2", "redis://h:1,redis://h:2/", "redis://h:1/,redis://h:2/0"].map((text) => [
      text,
      {
        ...plain,
        kind: "cluster",
        hosts: [
          { host: "h", port: 1 },
          { host: "h", port: 2 },
        ],
      },
    ]),
    [
      "redis+sentinel://u:p@a:1,b/main/2",
      {
        kind: "sentinel",
        hosts: [
          { host: "a", port: 1 },
          { host: "b", port: 26_379 },
        ],
        username: "u",
        password: "p",
        db: 2,
        isTls: false,
        master: "main",
      },
    ],
  ] as [string, object][])("is read from %s", (text, expected) => {
    expect(parseRedisAddress(text)).toEqual(expected);
  });

  it.each([
    ["http://h", /not a Redis address, for example/],
    ["redis://", /not a Redis address/],
    ["redis://h:99999", /form redis:\/\/\[user/],
    ["redis://h:1?password=x", /form redis:/],
    ["redis://h:1/one", /form redis:/],
    ["redis://h:1,rediss://h:2", /redis:\/\/ and rediss:\/\/ in one list/],
    ["redis://h:1,", /form redis:\/\/host:port,host:port/],
    ["redis://h:1,h:2/3", /database 0 only/],
    ["redis+sentinel://h:1", /master's name is missing/],
    ["redis+sentinel://h:1/main/x", /form redis\+sentinel/],
    ["redis+sentinel://h:1/main,h:2", /form redis\+sentinel/],
    ["redis://:%zz@h", /written with %/],
  ])("is refused with a reason: %s", (text, reason) => {
    expect(() => parseRedisAddress(text)).toThrow(reason);
  });

  it("is never printed with its password, nor are errors, and what is printed is read again", () => {
    const word = fc.stringMatching(/^[a-z]{4,9}$/);
    fc.assert(
      fc.property(
        word,
        word,
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (user, secret, hosts, isSentinel) => {
          const password = `secret-${secret}`;
          const list = hosts.map((host, i) => `${host}:${i + 1}`).join(",");
          const text = `${isSentinel ? "redis+sentinel" : "redis"}://${user}:${password}@${list}${isSentinel ? "/main" : ""}`;
          const address = parseRedisAddress(text);
          const printed = printRedisAddress(address);
          expect(printed).not.toContain(password);
          expect(parseRedisAddress(printed)).toEqual({ ...address, username: null, password: null });
          try {
            parseRedisAddress(`${text}/x/y/z`);
          } catch (error) {
            expect((error as Error).message).not.toContain(password);
          }
        },
      ),
    );
  });
});
