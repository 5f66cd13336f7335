import { cache } from "react";
import { listWorkspaces, mayDo, nameRecords } from "@/lib/access";
import { getRules, getServer, listGrants } from "@/lib/servers";
import { readFor, visitor } from "../../../attempt";

const MANY_GRANTS = 200;

/** The server of a page with its rules and grants, read once for its frame and its parts. */
export const readServer = cache(async (slug: string, id: string) => {
  const { base, caller } = await visitor(Promise.resolve({ slug }));
  const found = await readFor(caller, async (house) => {
    const [server, rules, grants, workspaces] = await Promise.all([
      getServer(house, caller, id),
      getRules(house, caller, id),
      listGrants(house, caller, id, { limit: MANY_GRANTS }),
      mayDo(caller, "workspaces:read") ? listWorkspaces(house, caller) : { data: [] },
    ]);
    const creators = grants.data.map((grant) => grant.createdBy);
    const names = Object.fromEntries(await nameRecords(house, caller, creators));
    // Where there is one only, it goes without saying.
    const among = workspaces.data.length > 1 ? workspaces.data : [];
    const workspace = among.find((one) => one.id === server.workspaceId)?.name ?? null;
    const moreGrants = grants.nextCursor !== null;
    return { server, workspace, rules, grants: grants.data, moreGrants, names };
  });
  return { base, path: `${base}/servers/${id}`, caller, found };
});
