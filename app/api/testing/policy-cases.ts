import { POLICY_SECTIONS, type PolicySection } from "@/lib/access";
import * as apiKeys from "../v1/policies/api-keys/route";
import * as mfa from "../v1/policies/mfa/route";
import * as newcomers from "../v1/policies/newcomers/route";
import * as sessions from "../v1/policies/sessions/route";
import type { Route, TestApi } from "./api";
import type { Case } from "./case";

const ROUTES: Readonly<Record<PolicySection, Route>> = {
  sessions,
  mfa,
  "api-keys": apiKeys,
  newcomers,
};

/** What holds now, sent back as it is: any form a section may get has such a change. */
async function unchanged(api: TestApi, section: PolicySection) {
  const [row] = await api.database.admin<{ version: number }>(
    `select version from portcullis.tenant_policies
     where tenant_id = '${api.mine.tenantId}' and section = '${section}'`,
  );
  return { version: row?.version ?? 0, document: POLICY_SECTIONS[section].parse({}) };
}

const sections = Object.keys(POLICY_SECTIONS) as PolicySection[];

/** Each section of the organisation's policy, read and changed. */
export const POLICY_CASES: readonly Case[] = sections.flatMap((section): Case[] => [
  {
    name: `GET policy ${section}`,
    route: ROUTES[section],
    method: "GET",
    permission: "sign-in:read",
    good: () => ({}),
    bad: [["a query", () => ({ query: "?a=1" }), 422]],
    hasId: false,
  },
  {
    name: `PUT policy ${section}`,
    route: ROUTES[section],
    method: "PUT",
    permission: "sign-in:write",
    good: async (api) => ({ body: await unchanged(api, section) }),
    bad: [
      ["nothing", () => ({ body: {} }), 422],
      ["no version", () => ({ body: { document: {} } }), 422],
      ["a version that never was", () => ({ body: { version: 999, document: {} } }), 409],
      ["what no policy says", () => ({ body: { version: 0, document: { nonsense: 1 } } }), 422],
    ],
    hasId: false,
  },
]);
