import { randomBytes } from "node:crypto";
import { type Caller, change, read } from "@/lib/access";
import type { Database } from "@/lib/db";
import { newId, now } from "@/lib/kernel";

export type SeedSignIn = {
  /** The connection's id with the broker. */
  readonly connection: string;
  readonly discoveryUrl: string;
  readonly clientId: string;
  /** The domain of the tenant's people. It exists nowhere, so no name server can be asked for it. */
  readonly domain: string;
};

/**
 * Notes the connection to the evaluation provider as in use, and its made-up domain as the tenant's own;
 * what is there already stays as it is.
 */
export async function seedSignIn(db: Database, caller: Caller, given: SeedSignIn): Promise<void> {
  const { tenantId, actor } = caller;
  const there = await read(db, caller, "sign-in:read", (tx) =>
    tx.connection.count({
      where: { tenantId, brokerId: given.connection, sourceUrl: given.discoveryUrl },
    }),
  );
  if (there > 0) return;
  await change(db, caller, "sign-in:write", async (tx) => {
    const id = newId();
    const at = now();
    const key = { tenantId, brokerId: given.connection };
    const { id: connectionId } = await tx.connection.upsert({
      where: { tenantId_brokerId: key },
      update: { sourceUrl: given.discoveryUrl },
      create: {
        ...{ ...key, id, kind: "oidc", vendor: "other", name: "Evaluation provider" },
        ...{ state: "active", sourceUrl: given.discoveryUrl, clientId: given.clientId },
        ...{ createdBy: actor, testedAt: at },
      },
      select: { id: true },
    });
    await tx.domain.createMany({
      data: [
        {
          ...{ tenantId, id: newId(), name: given.domain, state: "verified", verifiedAt: at },
          ...{ challenge: randomBytes(20).toString("hex"), createdBy: actor },
        },
      ],
      skipDuplicates: true,
    });
    return {
      result: undefined,
      entry: {
        type: connectionId === id ? "connection.created" : "connection.changed",
        action: "connection.seed",
        target: `connection:${connectionId}`,
        outcome: "done",
        refs: { connection: connectionId },
      },
    };
  });
}
