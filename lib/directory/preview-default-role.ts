import { type Caller, findRoles, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import type { DirectoryPreviewInput } from "./directory.schema";
import { judgePeople } from "./judge-people";
import { findDirectory } from "./map-group";
import { type Preview, previewOf } from "./preview-of";
import { noSuchRole } from "./require-mappable";
import { peopleOf } from "./settle-users";

/**
 * What another role without a mapped group would do, by the same judgement as `changeDirectory`, without
 * doing it.
 *
 * @throws Problem `not_found`; `unprocessable` where there is no such role.
 */
export async function previewDefaultRole(
  { db }: { readonly db: Database },
  caller: Caller,
  id: string,
  { defaultRole }: DirectoryPreviewInput,
): Promise<Preview> {
  return await read(db, caller, "directory:read", async (tx) => {
    const before = await findDirectory(tx, id);
    if (defaultRole !== null && !(await findRoles(tx, [defaultRole])).has(defaultRole))
      throw noSuchRole("/defaultRole");
    // The same role again is no change, so nobody is judged anew.
    const people = before.defaultRole === defaultRole ? [] : await peopleOf(tx, before, null);
    const directory = { ...before, defaultRole };
    const { tenantId, requestId, permissions: authority } = caller;
    const work = { tx, tenantId, requestId, directory, authority };
    return previewOf(await judgePeople(work, people, { lock: false }));
  });
}
