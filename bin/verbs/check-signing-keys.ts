import { type Database, readSigningKeys } from "@/lib/db";
import { type Config, loadSecrets, newId, toProblem } from "@/lib/kernel";
import { createSigningKeys } from "@/lib/tokens";
import { localKms } from "@/lib/vault";

const DAY_MS = 86_400_000;
/** A worker that runs is never so late with a rotation. */
const LATE_DAYS = 2;

/**
 * Whether access tokens can be signed and verified: a token is made with the key that signs, for
 * nobody, and verified as every door does. A key that should have been rotated days ago says that no
 * worker runs.
 */
export async function checkSigningKeys(db: Database, config: Config) {
  const check = "signing keys";
  const current = (await readSigningKeys(db)).find(({ state }) => state === "current");
  if (current === undefined) {
    const detail = "there are none yet: the worker makes them when it runs";
    return { check, state: "warning", detail } as const;
  }
  const { kms } = loadSecrets(config);
  const sealer = localKms(Buffer.from(kms.rootKey, "base64url"), kms.version);
  const signing = createSigningKeys({ db, sealer, issuer: config.origins.console });
  try {
    const nobody = newId();
    const { token } = await signing.mint({
      ...{ sub: "system:doctor", client_id: "doctor", tenant_id: nobody, sid: nobody },
      ...{ workspace_ids: [], roles: [], caps: [], amr: [] },
    });
    if ((await signing.verify(token))?.sid !== nobody)
      return { check, state: "failed", detail: `${current.kid} does not verify` } as const;
  } catch (error) {
    const { internal, detail } = toProblem(error);
    return { check, state: "failed", detail: internal ?? detail } as const;
  }
  const days = Math.floor((Date.now() - current.since.getTime()) / DAY_MS);
  const late = days > config.signingKeyDays + LATE_DAYS;
  const since = `${current.kid} signs and verifies, for ${days} days now`;
  return late
    ? ({ check, state: "warning", detail: `${since}: no worker has rotated it` } as const)
    : ({ check, state: "ok", detail: since } as const);
}
