import {
  type Caller,
  change,
  EVERY_WORKSPACE,
  lockCaller,
  requirePermission,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import { type MintedToken, makeToken } from "@/lib/crypto";
import type { Database, Tx } from "@/lib/db";
import { type SignInDoor, usableConnections } from "@/lib/identity";
import { type Config, newId, Problem, type Secret, type Shown } from "@/lib/kernel";
import type { connectedDirectorySchema, NewDirectoryInput } from "./directory.schema";
import { requireMappable } from "./require-mappable";

export type ConnectedDirectory = Omit<Shown<typeof connectedDirectorySchema>, "token"> & {
  readonly token: Secret;
};
type Rooms = {
  readonly db: Database;
  readonly config: Config;
  readonly signInDoor: () => Promise<SignInDoor>;
};

/** Where a directory calls. The token says which one it is, so the address is the same for all. */
export function scimAddress({ origins }: Pick<Config, "origins">): string {
  return `${origins.console}/api/scim/v2`;
}

/**
 * Connects a directory: from then on, whoever holds its token says who is in the organisation. So
 * only those connect one who may add and remove members, and it does to nobody what they could not.
 *
 * @throws Problem `forbidden`, `unprocessable`; `conflict` where nobody can sign in yet.
 */
export async function connectDirectory(
  { db, config, signInDoor }: Rooms,
  caller: Caller,
  { name, subjectFrom, defaultRole, connectionId }: NewDirectoryInput,
): Promise<ConnectedDirectory> {
  requirePermission(caller, "directory:write");
  requirePermission(caller, "members:write");
  const { jackson } = await signInDoor();
  const ways = await usableConnections({ db, jackson }, caller.tenantId);
  if (ways.length === 0)
    throw new Problem("conflict", { detail: "This organisation has no sign-in connection yet." });
  const way = connectionId === undefined ? ways[0] : ways.find(({ id }) => id === connectionId);
  if (way === undefined) {
    const message = "Nobody signs in through this connection";
    const fields = [{ path: "/connectionId", message }];
    throw new Problem("unprocessable", { extensions: { fields } });
  }
  const connection = way.brokerId;
  const id = newId();
  const minted = makeToken("pcp");
  const { receipt } = await change(db, caller, "directory:write", async (tx) => {
    await lockCaller(tx, caller);
    await requireStepUp(tx, caller, "members.change");
    await requireReach(tx, caller, EVERY_WORKSPACE);
    await requireMappable(tx, caller, defaultRole, "/defaultRole");
    const { tenantId, actor: createdBy } = caller;
    await tx.directory.create({
      data: { tenantId, id, name, connection, subjectFrom, defaultRole, createdBy },
    });
    await storeToken(tx, caller, id, minted);
    return {
      result: undefined,
      entry: {
        type: "directory.connected",
        action: "directory.connect",
        target: `directory:${id}`,
        outcome: "done",
        reason: `default:${defaultRole ?? "none"}`,
        refs: { directory: id },
      },
    };
  });
  return { id, name, baseUrl: scimAddress(config), token: minted.token, receipt };
}

/** Keeps a new token's hash, with what its maker may do. */
export async function storeToken(
  tx: Tx,
  caller: Caller,
  directoryId: string,
  { hash, lastFour }: MintedToken,
): Promise<string> {
  const { tenantId, actor: createdBy, permissions } = caller;
  const id = newId();
  const tokenHash = new Uint8Array(hash);
  const capabilities = [...permissions].sort();
  await tx.directoryToken.create({
    data: { tenantId, directoryId, id, tokenHash, lastFour, capabilities, createdBy },
  });
  return id;
}
