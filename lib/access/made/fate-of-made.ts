import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { policyOf } from "../policies";
import type { MadeFate } from "./made.schema";

/**
 * What becomes of keys and grants whose maker may do less: the same policy says it that says what
 * becomes of a leaver's keys. What it revokes is revoked; what it marks is kept and marked; where it
 * leaves that open, whoever changes the role says so, and what nobody speaks of is lessened, so that
 * nothing goes on doing what its maker may not.
 *
 * @throws Problem `unprocessable` at `/keys` if less is asked for than the policy says.
 */
export async function fateOfMade(
  tx: Tx,
  tenantId: string,
  asked: MadeFate | undefined,
): Promise<MadeFate> {
  const { whenMakerLeaves } = (await policyOf(tx, tenantId, "api-keys")).document;
  if (whenMakerLeaves === "choose") return asked ?? "lessen";
  if (whenMakerLeaves === "flag") return asked ?? "keep";
  if (asked === undefined || asked === "revoke") return "revoke";
  const message = "Your organisation's policy is that keys which go beyond their maker are revoked";
  throw new Problem("unprocessable", { extensions: { fields: [{ path: "/keys", message }] } });
}
