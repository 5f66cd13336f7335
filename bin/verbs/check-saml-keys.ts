import { type Database, readSamlKeys } from "@/lib/db";
import { checkOwnKeys } from "@/lib/identity";
import { type Config, loadSecrets, toProblem } from "@/lib/kernel";
import { localKms } from "@/lib/vault";

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Whether the keys towards SAML providers open, and for how long the certificate in use is good. */
export async function checkSamlKeys(db: Database, config: Config) {
  const check = "SAML keys";
  const current = (await readSamlKeys(db)).find(({ state }) => state === "current");
  if (current === undefined) {
    const detail = "there are none yet: the console makes the first when it starts";
    return { check, state: "warning", detail } as const;
  }
  const { kms } = loadSecrets(config);
  try {
    const sealer = localKms(Buffer.from(kms.rootKey, "base64url"), kms.version);
    await checkOwnKeys({ db, sealer });
  } catch (error) {
    const { internal, detail } = toProblem(error);
    return { check, state: "failed", detail: internal ?? detail } as const;
  }
  const days = Math.floor((current.not_after.getTime() - Date.now()) / DAY_MS);
  const detail = `${current.kid.slice(0, 16)} signs; its certificate is good for ${days} days`;
  return { check, state: days > SOON_DAYS ? "ok" : "warning", detail } as const;
}
