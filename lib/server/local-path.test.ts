import { expect, it } from "vitest";
import { toLocalPath } from "./local-path";

it("keeps paths on this site whole", () => {
  for (const path of ["/", "/?target=api.login:p95&range=1h", "/d/abc#x", "/explore/a%20b"])
    expect(toLocalPath(path)).toBe(path);
});

it("answers / for whatever leads elsewhere", () => {
  const foreign = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "evil",
    "",
    null,
    undefined,
  ];
  for (const path of foreign) expect(toLocalPath(path), String(path)).toBe("/");
});
