import * as rotateKey from "../v1/api-keys/[id]/rotate/route";
import * as apiKey from "../v1/api-keys/[id]/route";
import * as apiKeys from "../v1/api-keys/route";
import { type Sent, send, type TestApi } from "./api";
import { badLists, type Case, id } from "./case";

/** API keys. */
export const API_KEY_CASES: readonly Case[] = [
  {
    name: "GET api-keys",
    route: apiKeys,
    method: "GET",
    permission: "api-keys:read",
    good: () => ({ query: "?state=live&stale=true" }),
    bad: [
      ...badLists,
      ["a state that is none", () => ({ query: "?state=lost" }), 422],
      ["a staleness that is none", () => ({ query: "?stale=maybe" }), 422],
    ],
    hasId: false,
  },
  {
    name: "POST api-keys",
    route: apiKeys,
    method: "POST",
    permission: "api-keys:write",
    status: 201,
    hasId: false,
    good: () => ({ body: { name: "CI", capabilities: ["api-keys:write"] } }),
    bad: [
      ["no capabilities", () => ({ body: { name: "CI", capabilities: [] } }), 422],
      ["a capability that is none", () => ({ body: { name: "CI", capabilities: ["x"] } }), 422],
      [
        "more than its creator holds",
        () => ({ body: { name: "CI", capabilities: ["admin:all"] } }),
        422,
      ],
    ],
  },
  {
    name: "GET api-key",
    route: apiKey,
    method: "GET",
    permission: "api-keys:read",
    hasId: true,
    good: aKey,
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
  {
    name: "POST api-key/rotate",
    route: rotateKey,
    method: "POST",
    permission: "api-keys:write",
    status: 201,
    hasId: true,
    good: async (api) => ({ ...(await aKey(api)), body: { overlapSeconds: 3600 } }),
    bad: [
      ["no overlap", (s) => ({ ...id(s), body: {} }), 422],
      ["a negative overlap", (s) => ({ ...id(s), body: { overlapSeconds: -1 } }), 422],
      ["more than 7 days", (s) => ({ ...id(s), body: { overlapSeconds: 604_801 } }), 422],
      ["half a second", (s) => ({ ...id(s), body: { overlapSeconds: 0.5 } }), 422],
      [
        "what was rotated before",
        async (_s, api) => {
          const sent = { ...(await aKey(api)), body: { overlapSeconds: 60 } };
          await send(rotateKey, "POST", api.asMe(sent));
          return sent;
        },
        409,
      ],
      [
        "what was revoked",
        async (_s, api) => {
          const sent = await aKey(api);
          await send(apiKey, "DELETE", api.asMe(sent));
          return { ...sent, body: { overlapSeconds: 60 } };
        },
        409,
      ],
    ],
  },
  {
    name: "DELETE api-key",
    route: apiKey,
    method: "DELETE",
    permission: "api-keys:write",
    hasId: true,
    good: aKey,
    bad: [["a query", (s) => ({ ...id(s), query: "?a=1" }), 422]],
  },
];

async function aKey(api: TestApi): Promise<Sent> {
  const body = { name: "CI", capabilities: ["api-keys:write"] };
  const made = await send(apiKeys, "POST", api.asMe({ body }));
  return { params: { id: made.body.id } };
}

/** A refused call, written as the gate's committer would leave it, but for its ledger entry. */
