import { describe, expect, it } from "vitest";
import { noSessionCookie, parseCookies, SESSION_COOKIE, sessionCookie } from "./cookies";

describe("the session cookie", () => {
  it("is bound to the host, out of reach of scripts and of other sites' posts", () => {
    const header = sessionCookie("pcs_x");
    expect(SESSION_COOKIE.startsWith("__Host-")).toBe(true);
    for (const attribute of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=2592000"])
      expect(header).toContain(attribute);
    expect(header).not.toContain("Domain");
  });

  it("is taken back with the same attributes, so that browsers match it", () => {
    expect(noSessionCookie()).toBe(
      `${SESSION_COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`,
    );
  });

  it("is ignored if it comes twice", () => {
    const cookies = parseCookies(`a=1; ${SESSION_COOKIE}=x; ${SESSION_COOKIE}=y; b = 2`);
    expect(cookies.get(SESSION_COOKIE)).toBeUndefined();
    expect(cookies.get("a")).toBe("1");
    expect(cookies.get("b")).toBe("2");
  });
});
