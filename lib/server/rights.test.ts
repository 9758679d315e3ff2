import { describe, expect, it } from "vitest";
import { cookieName, rightOf, rightOfToken, sessionOf } from "./rights";

const tokens = { edit: "edit-token", view: "view-token" };
const withBearer = (token: string) => new Headers({ authorization: `Bearer ${token}` });
const withCookie = (value: string) => new Headers({ cookie: `a=1; ${cookieName}=${value}; b=2` });

describe("rightOf", () => {
  it("lets everybody edit where no token is set", () => {
    expect(rightOf(new Headers(), { edit: null, view: null })).toBe("edit");
  });

  it("knows each token by the bearer header", () => {
    expect(rightOf(withBearer("edit-token"), tokens)).toBe("edit");
    expect(rightOf(withBearer("view-token"), tokens)).toBe("view");
    expect(rightOf(withBearer("edit-toke"), tokens)).toBeNull();
    expect(rightOf(new Headers(), tokens)).toBeNull();
  });

  it("knows each token by the session its cookie holds, and never by the token itself", () => {
    expect(rightOf(withCookie(sessionOf("edit-token")), tokens)).toBe("edit");
    expect(rightOf(withCookie(sessionOf("view-token")), tokens)).toBe("view");
    expect(rightOf(withCookie("edit-token"), tokens)).toBeNull();
  });

  it("ends every session when the token changes", () => {
    const session = sessionOf("edit-token");
    expect(rightOf(withCookie(session), { edit: "another-token", view: null })).toBeNull();
  });

  it("gives no right by a view token that is not set", () => {
    expect(rightOfToken("", { edit: "edit-token", view: null })).toBeNull();
    expect(rightOfToken("null", { edit: "edit-token", view: null })).toBeNull();
  });
});
