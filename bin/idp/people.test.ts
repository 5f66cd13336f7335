import { describe, expect, it } from "vitest";
import { createPeople } from "./people";

const people = createPeople({
  clients: { acme: { id: "c-acme", secret: "s" }, globex: { id: "c-globex", secret: "s" } },
  users: {
    acme: [{ email: "admin@acme.test", name: "Ada", subject: "acme-1", password: "right" }],
    globex: [{ email: "admin@globex.test", name: "Gus", subject: "globex-1", password: "right" }],
  },
  signingKey: {},
  cookieKeys: [],
});

describe("the evaluation provider's people", () => {
  it("lets a person of the client's tenant in, however the address is written", () => {
    expect(people.check("c-acme", " Admin@ACME.test ", "right")?.subject).toBe("acme-1");
  });

  it.each([
    ["a wrong password", "c-acme", "admin@acme.test", "wrong"],
    ["an empty password", "c-acme", "admin@acme.test", ""],
    ["a person of another tenant", "c-acme", "admin@globex.test", "right"],
    ["somebody unknown", "c-acme", "nobody@acme.test", ""],
    ["an unknown client", "c-other", "admin@acme.test", "right"],
  ])("refuses %s", (_what, client, email, password) => {
    expect(people.check(client, email, password)).toBeNull();
  });

  it("tells a client nothing of another tenant's person", () => {
    expect(people.find("globex-1", "c-acme")).toBeNull();
    expect(people.find("globex-1", "c-globex")?.email).toBe("admin@globex.test");
  });
});
