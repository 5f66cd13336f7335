import { permissionsOf } from "@/lib/access";
import { testAuthenticator } from "@/lib/factors/testing/authenticator";
import { newId } from "@/lib/kernel";
import * as device from "../v1/me/devices/[id]/route";
import * as factor from "../v1/me/factors/[id]/route";
import * as passkeyOptions from "../v1/me/factors/passkey/options/route";
import * as passkey from "../v1/me/factors/passkey/route";
import * as factors from "../v1/me/factors/route";
import * as confirm from "../v1/me/factors/totp/[id]/confirm/route";
import * as totp from "../v1/me/factors/totp/route";
import * as recoveryCodes from "../v1/me/recovery-codes/route";
import * as stepUpOptions from "../v1/me/step-up/options/route";
import * as stepUp from "../v1/me/step-up/route";
import * as ofMember from "../v1/members/[id]/factors/route";
import { send } from "./api";
import type { Case } from "./case";
import { aMember } from "./people-cases";
import {
  aDevice,
  begun,
  fresh,
  locked,
  made,
  mine,
  needed,
  recoveryCode,
  withPasskeys,
} from "./prepare-factors";

const VIEWER = [...permissionsOf("viewer")];
const own = { permission: null, hasId: false } as const;

/** What a person has to prove who they are. */
export const FACTOR_CASES: readonly Case[] = [
  {
    ...{ ...own, name: "GET me/factors", route: factors, method: "GET" },
    good: () => mine,
    bad: [["a query", () => ({ ...mine, query: "?a=1" }), 422]],
  },
  {
    ...{ ...own, name: "POST me/factors/totp", route: totp, method: "POST", status: 201 },
    good: async (api) => {
      await fresh(api);
      return { ...mine, body: { name: "Phone" } };
    },
    bad: [
      ["no name", () => ({ ...mine, body: {} }), 422],
      [
        "a second one",
        async (_s, api) => {
          const { params, code } = await begun(api);
          await send(confirm, "POST", api.asMe({ ...mine, params, body: { code } }));
          return { ...mine, body: { name: "Another" } };
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "POST me/factors/totp/confirm", route: confirm, method: "POST" },
    hasId: true,
    good: async (api) => {
      const { params, code } = await begun(api);
      return { ...mine, params, body: { code } };
    },
    bad: [
      [
        "five digits",
        async (_s, api) => ({
          ...mine,
          params: (await begun(api)).params,
          body: { code: "12345" },
        }),
        422,
      ],
      [
        "a wrong code",
        async (_s, api) => {
          const { params, code } = await begun(api);
          const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
          return { ...mine, params, body: { code: wrong } };
        },
        403,
      ],
    ],
  },
  {
    ...{ ...own, name: "POST me/factors/passkey/options", route: passkeyOptions, method: "POST" },
    good: () => mine,
    bad: [["a name", () => ({ ...mine, body: { name: "a" } }), 422]],
  },
  {
    ...{ ...own, name: "POST me/factors/passkey", route: passkey, method: "POST", status: 201 },
    good: async (api) => {
      await fresh(api);
      return await made(api);
    },
    bad: [
      ["nothing", () => ({ ...mine, body: {} }), 422],
      [
        "an answer to no challenge",
        async (_s, api) => {
          await fresh(api);
          const sent = await made(api);
          return { ...sent, body: { ...(sent.body as object), challenge: newId() } };
        },
        403,
      ],
      [
        "a passkey that was added",
        async (_s, api) => {
          await fresh(api);
          const key = testAuthenticator();
          await send(passkey, "POST", api.asMe(await made(api, key)));
          return await made(api, key);
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "DELETE me/factor", route: factor, method: "DELETE" },
    hasId: true,
    good: async (api) => ({ ...mine, params: { id: await withPasskeys(api) } }),
    bad: [["the last that must be", (_s, api) => needed(api), 409]],
  },
  {
    ...{
      ...own,
      name: "POST me/recovery-codes",
      route: recoveryCodes,
      method: "POST",
      status: 201,
    },
    good: async (api) => {
      await withPasskeys(api);
      return mine;
    },
    bad: [
      ["a number", () => ({ ...mine, body: { count: 3 } }), 422],
      [
        "no factor to stand in for",
        async (_s, api) => {
          await fresh(api);
          return mine;
        },
        409,
      ],
    ],
  },
  {
    ...{ ...own, name: "DELETE me/device", route: device, method: "DELETE" },
    hasId: true,
    good: aDevice,
    bad: [],
  },
  {
    ...{ ...own, name: "POST me/step-up/options", route: stepUpOptions, method: "POST" },
    good: () => mine,
    bad: [["a name", () => ({ ...mine, body: { name: "a" } }), 422]],
  },
  {
    ...{ ...own, name: "POST me/step-up", route: stepUp, method: "POST" },
    good: recoveryCode,
    bad: [
      ["nothing", () => ({ ...mine, body: {} }), 422],
      ["letters", () => ({ ...mine, body: { method: "totp", code: "abcdef" } }), 422],
      [
        "a code that is none",
        () => ({ ...mine, body: { method: "recovery-code", code: "0".repeat(16) } }),
        403,
      ],
      ["a code while none is taken", (_s, api) => locked(api), 429],
    ],
  },
  {
    name: "GET member/factors",
    route: ofMember,
    method: "GET",
    permission: "members:read",
    hasId: true,
    good: (api) => aMember(api),
    bad: [["a query", async (_s, api) => ({ ...(await aMember(api)), query: "?a=1" }), 422]],
  },
  {
    name: "DELETE member/factors",
    route: ofMember,
    method: "DELETE",
    permission: "members:write",
    holding: VIEWER,
    hasId: true,
    good: (api) => aMember(api),
    bad: [
      [
        "a reason that is none",
        async (_s, api) => ({ ...(await aMember(api)), query: "?reason=whim" }),
        422,
      ],
      ["the owner's, by who is none", (_s, api) => ({ params: { id: api.mine.memberId } }), 403],
    ],
  },
];
