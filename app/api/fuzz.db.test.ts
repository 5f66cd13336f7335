import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "./openapi/operations";
import { type Answer, type Method, type Sent, send, type TestApi, testApi } from "./testing/api";
import { accepted, nearly, nearlyJson, ODD } from "./testing/arbitrary";
import { CASES } from "./testing/cases";
import { at, escaped, follow, testDocument } from "./testing/described";
import { find } from "./testing/witness";

/** How many requests of each kind an operation gets; `FUZZ_RUNS` for more than a test run needs. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 15);
const document = testDocument();

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.database.drop());

type Parameter = { name: string; in: string; schema: unknown };

/** What the description says of an operation: the forms of its query and of its body. */
function describedOf(path: string, method: string) {
  const operation = follow(
    document,
    at(document, `/paths/${escaped(path)}/${method.toLowerCase()}`),
  );
  const parameters = ((operation.parameters ?? []) as unknown[]).map(
    (one) => follow(document, one) as Parameter,
  );
  const body = follow(document, operation.requestBody) as {
    content?: Record<string, { schema: unknown }>;
  };
  return {
    query: parameters.filter((one) => one.in === "query"),
    body: body.content?.["application/json"]?.schema,
  };
}

const odd = fc
  .constantFrom(...ODD)
  .map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
const ids = fc.oneof(
  fc.uuid(),
  odd,
  fc.string(),
  fc.constantFrom("%00", "..", "00000000-0000-0000-0000-000000000000", "x".repeat(3000)),
);

function queries(parameters: readonly Parameter[]): fc.Arbitrary<string> {
  const known = Object.fromEntries(
    parameters.map(({ name, schema }) => [
      name,
      fc.oneof(accepted(document, schema), odd, fc.string()),
    ]),
  );
  return fc
    .tuple(
      fc.record(known, { requiredKeys: [] }),
      fc.dictionary(fc.string(), fc.string(), { maxKeys: 1 }),
      fc.nat({ max: 9 }),
    )
    .map(([given, other, extra]) => {
      const all = Object.entries(extra === 0 ? { ...given, ...other } : given);
      const text = all.map(([name, value]) => `${encode(name)}=${encode(String(value))}`).join("&");
      return text === "" ? "" : `?${text}`;
    });
}

/** Percent-encoding that half a surrogate pair does not stop. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Every answer is described (`send` sees to that), none is a fault of ours, all refusals are problems. */
function sound(answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(answer.body.type).toBe(`http://localhost:3000/problems/${answer.body.code}`);
}

const PATIENCE_MS = 30_000 + RUNS * 250;

describe.each(operations())(
  "$method $path withstands",
  { timeout: PATIENCE_MS },
  ({ path, method, endpoint }) => {
    const { query, body } = describedOf(path, method);
    const one = CASES.find((item) => find(item.route, item.method)?.endpoint === endpoint);
    if (one === undefined) throw new Error(`${endpoint.operation} has no case`);
    const ask = (sent: Sent) => send(one.route, method as Method, api.asMe(sent));

    const holds = async <T>(
      values: fc.Arbitrary<T>,
      sentFor: (value: T) => Promise<Sent> | Sent,
    ) => {
      const property = fc.asyncProperty(values, async (value) =>
        sound(await ask(await sentFor(value))),
      );
      await fc.assert(property, { numRuns: RUNS });
    };

    it("every query", async () => {
      const good = await one.good(api, await api.makeServer());
      await holds(queries(query), (text) => ({ ...good, query: text }));
    });

    if (endpoint.params !== undefined)
      it("every id", async () => {
        const good = await one.good(api, await api.makeServer());
        const names = Object.keys(good.params ?? {});
        const params = fc.record(Object.fromEntries(names.map((name) => [name, ids])), {
          requiredKeys: [],
        });
        await holds(params, (given) => ({
          ...good,
          params: { ...good.params, ...(given as object) },
        }));
      });

    if (method !== "GET")
      it("every body", async () => {
        const right = accepted(document, body ?? { type: "object" });
        const values = fc.oneof(
          right.map((value): Sent => ({ body: value })),
          nearly(right).map((value): Sent => ({ body: value })),
          nearlyJson(fc.oneof(right, nearly(right))).map((raw): Sent => ({ raw })),
          fc.constantFrom(...ODD).map((value): Sent => ({ body: value })),
        );
        const { params, query: asked } = await one.good(api, await api.makeServer());
        await holds(values, (sent) => ({ params, query: asked, ...sent }));
      });
  },
);
