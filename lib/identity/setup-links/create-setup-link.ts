import { type Caller, change, lockCaller, requireStepUp } from "@/lib/access";
import { makeToken } from "@/lib/crypto";
import type { Database } from "@/lib/db";
import { type Config, newId, now, Secret } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import type { NewSetupLinkInput } from "./setup-link.schema";

const DAY_MS = 86_400_000;

/**
 * A link by which whoever keeps the identity provider sets one connection up, without an account here.
 * It is good once, for some days; what is set up with it is a draft, which an administrator tests and
 * turns on. It reads nothing of the organisation but its name.
 */
export async function createSetupLink(
  { db, config }: { readonly db: Database; readonly config: Pick<Config, "origins"> },
  caller: Caller,
  { note, days }: NewSetupLinkInput,
): Promise<{ readonly id: string; readonly url: Secret; readonly receipt: Receipt }> {
  const { tenantId, actor } = caller;
  const { token, hash } = makeToken("pcl");
  const id = newId();
  const { receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    await requireStepUp(tx, caller, "sign-in.change");
    await lockCaller(tx, caller);
    await tx.setupLink.create({
      data: {
        ...{ tenantId, id, note, createdBy: actor },
        tokenHash: new Uint8Array(hash),
        expiresAt: new Date(now().getTime() + days * DAY_MS),
      },
    });
    return {
      result: undefined,
      entry: {
        type: "setup-link.created",
        action: "setup-link.create",
        target: `setup-link:${id}`,
        outcome: "done",
        reason: `days:${days}`,
        refs: { "setup-link": id },
      },
    };
  });
  return { id, url: new Secret(`${config.origins.console}/setup/${token.reveal()}`), receipt };
}
