import type { House } from "@/app/house";
import { nameRecords } from "@/lib/access";
import { grantUse } from "@/lib/decisions";
import type { SessionCaller } from "@/lib/identity";
import { toProblem } from "@/lib/kernel";
import {
  type GrantFilter,
  getGrant,
  grantFilterSchema,
  listAllGrants,
  listServers,
} from "@/lib/servers";

const LIMIT = 50;
const MANY_SERVERS = 200;

type View = {
  readonly server: string | undefined;
  readonly state: string | undefined;
  readonly sort: GrantFilter["sort"];
  readonly cursor: string | undefined;
  readonly openId: string | undefined;
};

/** A page of grants, the servers they can be for, and the open one with its use and its history. */
export async function readGrants(house: House, caller: SessionCaller, view: View) {
  const { server: serverId, state, sort, cursor, openId } = view;
  const filter = grantFilterSchema.parse({ serverId, state, sort, cursor, limit: LIMIT });
  const [page, servers, open] = await Promise.all([
    listAllGrants(house, caller, filter),
    listServers(house, caller, { limit: MANY_SERVERS }),
    openId === undefined ? null : getGrant(house, caller, openId).catch(unlessUnknown),
  ]);
  const use = open === null ? null : await grantUse(house, caller, open.serverId);
  const references = open === null ? [] : [open.createdBy, ...open.history.map((one) => one.actor)];
  const names = Object.fromEntries(await nameRecords(house, caller, references));
  const choices = servers.data.map(({ id, name }) => ({ id, name }));
  return { page, servers: choices, open, use: open && use?.uses.get(open.id), names };
}

/** An unknown grant leaves the list standing; anything else is the page's problem. */
function unlessUnknown(thrown: unknown): null {
  if (toProblem(thrown).code === "not_found") return null;
  throw thrown;
}
