import { cache } from "react";
import { nameRecords } from "@/lib/access";
import { getRules, getServer, listGrants } from "@/lib/servers";
import { readFor, visitor } from "../../../attempt";

const MANY_GRANTS = 200;

/** The server of a page with its rules and grants, read once for its frame and its parts. */
export const readServer = cache(async (slug: string, id: string) => {
  const { base, caller } = await visitor(Promise.resolve({ slug }));
  const found = await readFor(caller, async (house) => {
    const [server, rules, grants] = await Promise.all([
      getServer(house, caller, id),
      getRules(house, caller, id),
      listGrants(house, caller, id, { limit: MANY_GRANTS }),
    ]);
    const creators = grants.data.map((grant) => grant.createdBy);
    const names = Object.fromEntries(await nameRecords(house, caller, creators));
    return { server, rules, grants: grants.data, moreGrants: grants.nextCursor !== null, names };
  });
  return { base, path: `${base}/servers/${id}`, caller, found };
});
