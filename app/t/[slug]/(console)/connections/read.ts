import type { House } from "@/app/house";
import {
  countRecoveryCodes,
  getTest,
  listConnections,
  listDomains,
  listSetupLinks,
  listTraces,
  type SessionCaller,
} from "@/lib/identity";
import { toProblem } from "@/lib/kernel";
import { readChoices } from "../choices";

const TRACES = 20;

/** The connections, the domains, what was refused of late, and the open connection with its test. */
export async function readConnections(
  house: House,
  caller: SessionCaller,
  { openId, testId }: { readonly openId: string | undefined; readonly testId: string | undefined },
) {
  const [{ data: connections }, { data: domains }, { data: traces }, codes, { data: links }] =
    await Promise.all([
      listConnections(house, caller),
      listDomains(house, caller),
      listTraces(house, caller, { limit: TRACES }),
      countRecoveryCodes(house, caller),
      listSetupLinks(house, caller),
    ]);
  const open = connections.find(({ id }) => id === openId) ?? null;
  const test =
    open === null || testId === undefined ? null : await readTest(house, caller, open.id, testId);
  const choices = open === null ? null : await readChoices(house, caller);
  return { connections, domains, traces, codes, links, open, test, choices };
}

/** What is not there, or not for this reader, leaves the connection standing. */
async function readTest(house: House, caller: SessionCaller, id: string, testId: string) {
  try {
    return await getTest(house, caller, id, testId);
  } catch (thrown) {
    if (toProblem(thrown).status < 500) return null;
    throw thrown;
  }
}
