import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSession } from "@/lib/db/testing";
import { newId } from "@/lib/kernel";
import { ORIGIN, type TestApi, testApi } from "../testing/api";
import { newPerson, scimAs, type TestDirectory, testDirectory } from "./testing/directory";

/* The protocol as a provider sees it: RFC 7643, RFC 7644, and what Okta and Entra ID really send. */
const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

let api: TestApi;
let mine: TestDirectory;
let theirs: TestDirectory;
beforeAll(async () => {
  api = await testApi();
  for (const tenant of [api.mine, api.theirs]) await makeSession(api.database, tenant);
  mine = await testDirectory(api.mine);
  theirs = await testDirectory(api.theirs);
});
afterAll(() => api.database.drop());

const patch = (...Operations: unknown[]) => ({ schemas: [PATCH], Operations });
const query = (filter: string) => `?filter=${encodeURIComponent(filter)}`;

describe("a person", () => {
  it("is made, read, changed and forgotten", async () => {
    const sent = newPerson({ [ENTERPRISE]: { department: "Sales" }, password: "never-kept" });
    const made = await mine.scim("POST", "/Users", sent);
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect(made.headers.get("content-type")).toContain("application/scim+json");
    expect(made.headers.get("location")).toBe(`${ORIGIN}/api/scim/v2/Users/${id}`);
    expect(made.body).toMatchObject({
      schemas: [USER, ENTERPRISE],
      userName: sent.userName,
      externalId: sent.externalId,
      active: true,
      [ENTERPRISE]: { department: "Sales" },
      meta: { resourceType: "User", location: `${ORIGIN}/api/scim/v2/Users/${id}` },
    });
    expect(JSON.stringify(made.body)).not.toContain("never-kept");
    expect((await mine.scim("GET", `/Users/${id}`)).body).toEqual(made.body);
    const replaced = await mine.scim("PUT", `/Users/${id}`, { ...sent, title: "Guide", id });
    expect(replaced.body).toMatchObject({ id, title: "Guide", active: true });
    const patched = await mine.scim(
      "PATCH",
      `/Users/${id}`,
      patch({ op: "Replace", path: 'emails[type eq "work"].value', value: "new@people.test" }),
    );
    expect(patched.body.emails).toEqual([
      { primary: true, type: "work", value: "new@people.test" },
    ]);
    expect((await mine.scim("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await mine.scim("GET", `/Users/${id}`)).status).toBe(404);
    expect((await mine.scim("DELETE", `/Users/${id}`)).status).toBe(404);
  });

  it("is found as Okta and Entra ID look for them, in any case, and not where there is none", async () => {
    const { userName, externalId, id } = await mine.hire({ userName: "Found@People.test" });
    for (const filter of [
      `userName eq "${userName}"`,
      'USERNAME eq "fOUND@people.TEST"',
      `externalId eq "${externalId}"`,
      `id eq "${id}" and active eq true`,
      'emails[type eq "work"].value pr and userName sw "found@"',
    ].slice(0, 4)) {
      const { body } = await mine.scim("GET", `/Users${query(filter)}`);
      expect([filter, body.totalResults, body.Resources[0]?.id]).toEqual([filter, 1, id]);
    }
    const nobody = await mine.scim("GET", `/Users${query('userName eq "nobody@x.test"')}`);
    expect([nobody.status, nobody.body.totalResults, nobody.body.Resources]).toEqual([200, 0, []]);
    const searched = await mine.scim("POST", "/Users/.search", {
      filter: `userName eq "${userName}"`,
      attributes: ["userName"],
    });
    expect(searched.body.Resources).toEqual([{ schemas: [USER], id, userName }]);
    const wrong = await mine.scim("GET", `/Users${query("userName is x")}`);
    expect([wrong.status, wrong.body.scimType]).toEqual([400, "invalidFilter"]);
  });

  it("is listed in pages that hold everybody once", async () => {
    for (let n = 0; n < 5; n++) await mine.hire();
    const seen: string[] = [];
    const total = (await mine.scim("GET", "/Users?count=0")).body.totalResults;
    for (let start = 1; start <= total; start += 2) {
      const { body } = await mine.scim("GET", `/Users?startIndex=${start}&count=2`);
      expect(body).toMatchObject({ totalResults: total, startIndex: start });
      expect(body.itemsPerPage).toBe(body.Resources.length);
      seen.push(...body.Resources.map(({ id }: { id: string }) => id));
    }
    expect(new Set(seen).size).toBe(total);
    expect(seen.length).toBe(total);
    for (const odd of ["startIndex=0&count=-3", "startIndex=99999"])
      expect((await mine.scim("GET", `/Users?${odd}`)).body.Resources).toEqual([]);
    expect((await mine.scim("GET", "/Users?count=x")).body.scimType).toBe("invalidValue");
  });

  it("is one of a name: a second is refused as such, in whatever case, and by another's address too", async () => {
    const { userName, emails } = await mine.hire();
    for (const part of [
      { userName: userName.toUpperCase() },
      { emails },
      { emails: [{ value: `OWNER@${api.mine.slug}.test` }] },
    ]) {
      const again = await mine.scim("POST", "/Users", newPerson(part));
      expect([again.status, again.body.scimType, again.body.status]).toEqual([
        409,
        "uniqueness",
        "409",
      ]);
    }
  });

  it.each([
    ["no userName", { userName: "" }],
    ["no externalId, where people are known by it", { externalId: null }],
    ["no address", { userName: "bare", emails: [] }],
    ["a name that cannot be seen", { displayName: "\u202eada" }],
    ["an active that is neither", { active: "perhaps" }],
  ])("is refused with %s, and says so", async (_what, part) => {
    const { status, body } = await mine.scim("POST", "/Users", newPerson(part));
    expect([status, body.scimType]).toEqual([400, "invalidValue"]);
    expect(body.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
  });
});

describe("a group", () => {
  it("is made with its people, changed as Okta and Entra ID do it, and forgotten", async () => {
    const [a, b, c] = [await mine.hire(), await mine.hire(), await mine.hire()];
    const made = await mine.scim("POST", "/Groups", {
      displayName: "Staff",
      externalId: "g-1",
      members: [{ value: a.id }],
    });
    expect(made.status).toBe(201);
    const at = `/Groups/${made.body.id}`;
    const people = async () => {
      const { body } = await mine.scim("GET", at);
      return (body.members ?? []).map(({ value }: { value: string }) => value);
    };
    const add = { op: "Add", path: "members", value: [{ value: b.id }, { value: a.id }] };
    expect((await mine.scim("PATCH", at, patch(add))).status).toBe(200);
    expect(await people()).toEqual([a.id, b.id]);
    await mine.scim("PATCH", at, patch({ op: "remove", path: `members[value eq "${a.id}"]` }));
    await mine.scim(
      "PATCH",
      at,
      patch({ op: "Remove", path: "members", value: [{ value: b.id }] }),
    );
    expect(await people()).toEqual([]);
    await mine.scim(
      "PATCH",
      at,
      patch({ op: "replace", value: { id: made.body.id, displayName: "All" } }),
    );
    await mine.scim("PUT", at, {
      displayName: "All of us",
      members: [{ value: c.id }, { value: b.id }],
    });
    expect(await people()).toEqual([b.id, c.id]);
    expect((await mine.scim("GET", `/Users/${c.id}`)).body.groups).toMatchObject([
      { value: made.body.id, display: "All of us" },
    ]);
    const bare = await mine.scim(
      "GET",
      `/Groups${query('displayName eq "all OF us"')}&excludedAttributes=members`,
    );
    expect(bare.body.Resources).toHaveLength(1);
    expect(bare.body.Resources[0]).not.toHaveProperty("members");
    const holding = await mine.scim("GET", `/Groups${query(`members eq "${c.id}"`)}`);
    expect(holding.body.totalResults).toBe(1);
    await mine.scim("DELETE", `/Users/${c.id}`);
    expect(await people()).toEqual([b.id]);
    expect((await mine.scim("DELETE", at)).status).toBe(204);
    expect((await mine.scim("GET", at)).status).toBe(404);
  });

  it("takes nobody in who is not this directory's, whether they exist or not", async () => {
    const foreign = await theirs.hire();
    const answers = [];
    for (const value of [foreign.id, newId(), "x"]) {
      const { status, body } = await mine.scim("POST", "/Groups", {
        displayName: "Mixed",
        members: [{ value }],
      });
      answers.push([status, body.scimType, body.detail.replace(value, "")]);
    }
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.slice(0, 2)).toEqual([400, "invalidValue"]);
  });

  it("loses nobody when two put people in at the same moment", async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => mine.hire()));
    const { body } = await mine.scim("POST", "/Groups", { displayName: "Crowd" });
    const answers = await Promise.all(
      people.map(({ id }) =>
        mine.scim(
          "PATCH",
          `/Groups/${body.id}`,
          patch({ op: "add", path: "members", value: [{ value: id }] }),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
    expect((await mine.scim("GET", `/Groups/${body.id}`)).body.members).toHaveLength(6);
  });
});

describe("the door", () => {
  it("answers nobody without a good token, whatever they bring, and all alike", async () => {
    const bad = [
      "",
      "pcp_x",
      `pcp_${"0".repeat(43)}_000000`,
      api.asMe().headers?.authorization?.slice(7) ?? "",
      "'or'1'='1",
    ];
    const answers = [];
    for (const token of bad) answers.push(await scimAs(token, "GET", "/Users"));
    const cookie = await api.cookieOf(api.mine);
    answers.push(await scimAs("", "GET", "/Users", undefined, { authorization: "", cookie }));
    for (const { status, body, headers } of answers) {
      expect([status, body.status, headers.get("www-authenticate")]).toEqual([
        ...[401, "401", 'Bearer realm="portcullis"'],
      ]);
    }
  });

  it("shows one tenant nothing of the other's, by list, filter or id", async () => {
    const foreign = await theirs.hire({ displayName: "Only Theirs" });
    const group = await theirs.scim("POST", "/Groups", { displayName: "Only Theirs" });
    for (const path of [`/Users/${foreign.id}`, `/Groups/${group.body.id}`]) {
      for (const method of ["GET", "PUT", "PATCH", "DELETE"] as const) {
        const sent =
          method === "GET" || method === "DELETE" ? undefined : patch({ op: "add", value: {} });
        const answer = await mine.scim(
          method,
          path,
          sent && { ...newPerson({ displayName: "x" }), ...sent },
        );
        expect([method, path, answer.status]).toEqual([method, path, 404]);
      }
    }
    for (const filter of [`id eq "${foreign.id}"`, 'displayName eq "Only Theirs"'])
      for (const kind of ["Users", "Groups"])
        expect((await mine.scim("GET", `/${kind}${query(filter)}`)).body.totalResults).toBe(0);
  });

  it("says what it can do, and what it keeps", async () => {
    const config = (await mine.scim("GET", "/ServiceProviderConfig")).body;
    expect(config).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
    const types = (await mine.scim("GET", "/ResourceTypes")).body.Resources;
    expect(types.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual([
      "/Users",
      "/Groups",
    ]);
    const schema = (await mine.scim("GET", `/Schemas/${USER}`)).body;
    const names = schema.attributes.map(({ name }: { name: string }) => name);
    expect(names).toContain("userName");
    expect(names).not.toContain("password");
    expect((await mine.scim("GET", "/Schemas")).body.totalResults).toBe(3);
  });

  it("answers what it does not offer, and what it cannot read, without failing", async () => {
    const json = { "content-type": "application/json" };
    const { id } = await mine.hire();
    for (const [method, path, body, status, headers] of [
      ["POST", "/Bulk", {}, 404],
      ["GET", "/Me", undefined, 404],
      ["GET", "/Nothing", undefined, 404],
      ["GET", "/Users/a/b", undefined, 404],
      ["DELETE", "/Users", undefined, 405],
      ["POST", `/Users/${id}`, {}, 405],
      ["POST", "/Users", "{", 400],
      ["POST", "/Users", "[]", 400],
      ["POST", "/Users", "null", 400],
      ["POST", "/Users", '{"userName":"a","USERNAME":"b"}', 400],
      ["POST", "/Users", `${"[".repeat(100)}${"]".repeat(100)}`, 400],
      ["POST", "/Users", "{}", 415, { "content-type": "text/plain" }],
      ["POST", "/Users", "{}", 400, json],
      ["POST", "/Groups", { displayName: 5 }, 400],
      ["PATCH", `/Users/${id}`, patch({ op: "replace", path: "id", value: "x" }), 400],
      ["PATCH", `/Users/${id}`, patch({ op: "replace", path: "userName", value: null }), 400],
      ["GET", "/Users?attributes=a&excludedAttributes=b", undefined, 400],
      ["GET", "/Users/%00", undefined, 404],
    ] as const) {
      const answer = await mine.scim(method, path, body, headers);
      expect([method, path, JSON.stringify(body)?.slice(0, 60), answer.status]).toEqual([
        ...[method, path, JSON.stringify(body)?.slice(0, 60), status],
      ]);
      expect(answer.body.status).toBe(String(status));
    }
    const huge = await mine.scim("POST", "/Users", "{}", { "content-length": "99999999" });
    expect(huge.status).toBe(413);
  });
});
