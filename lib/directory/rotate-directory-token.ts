import {
  type Caller,
  change,
  EVERY_WORKSPACE,
  lockCaller,
  requirePermission,
  requireReach,
  requireStepUp,
} from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { type Config, isId, now, Problem, type Secret, type Shown } from "@/lib/kernel";
import { scimAddress, storeToken } from "./connect-directory";
import type { RotateTokenInput, rotatedTokenSchema } from "./directory.schema";
import { lockDirectory } from "./directory-caller";

export type RotatedToken = Omit<Shown<typeof rotatedTokenSchema>, "token"> & {
  readonly token: Secret;
};

/**
 * A new token for a directory. Those before go on working for the overlap, and not longer than they
 * would have; with none they end at once. From now on the directory may do what the caller may.
 *
 * @throws Problem `not_found`, `forbidden`.
 */
export async function rotateDirectoryToken(
  { db, config }: { readonly db: Database; readonly config: Config },
  caller: Caller,
  id: string,
  { overlapSeconds }: RotateTokenInput,
): Promise<RotatedToken> {
  requirePermission(caller, "directory:write");
  requirePermission(caller, "members:write");
  if (!isId(id)) throw new Problem("not_found");
  const minted = makeToken("pcp");
  const until = new Date(now().getTime() + overlapSeconds * 1000);
  const { receipt, result } = await change(db, caller, "directory:write", async (tx) => {
    await lockDirectory(tx, id);
    await lockCaller(tx, caller);
    await requireStepUp(tx, caller, "members.change");
    await requireReach(tx, caller, EVERY_WORKSPACE);
    await tx.directoryToken.updateMany({
      where: {
        directoryId: id,
        revokedAt: null,
        OR: [{ expiresAt: null }, { expiresAt: { gt: until } }],
      },
      data: overlapSeconds === 0 ? { revokedAt: now() } : { expiresAt: until },
    });
    if (overlapSeconds === 0)
      await tx.directoryToken.updateMany({
        where: { directoryId: id, revokedAt: null },
        data: { revokedAt: now() },
      });
    await storeToken(tx, caller, id, minted);
    const { name } = await tx.directory.findFirstOrThrow({ where: { id } });
    return {
      result: name,
      entry: {
        type: "directory.token-rotated",
        action: "directory.rotate-token",
        target: `directory:${id}`,
        outcome: "done",
        reason: `overlap:${overlapSeconds}`,
        refs: { directory: id },
      },
    };
  });
  return {
    id,
    name: result,
    baseUrl: scimAddress(config),
    token: minted.token,
    oldWorksUntil: until.toISOString(),
    receipt,
  };
}
