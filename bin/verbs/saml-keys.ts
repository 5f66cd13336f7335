import { userInfo } from "node:os";
import type { Database } from "@/lib/db";
import {
  announceOwnKeys,
  beginOwnRotation,
  finishOwnRotation,
  listOwnKeys,
  MOST_DAYS,
  OVERLAP_DAYS,
  type OwnKeyView,
} from "@/lib/identity";
import { type Config, loadSecrets, Problem } from "@/lib/kernel";
import { localKms } from "@/lib/vault";
import { eachTenant } from "../worker/each-tenant";
import { withRole } from "./open-role";
import { Misuse, print, printJson } from "./verb";

export const SAML_KEYS_USAGE = `portcullis keys saml [list] [--json]
  The keys towards SAML identity providers: which one signs, which one follows it, and until when those
  before still open answers.

portcullis keys saml rotate [--after-days DAYS] [--overlap-days DAYS] [--operator NAME] [--json]
  Begins to replace the key. A new one is made and stands in every organisation's metadata beside the one
  that signs, which goes on signing: organisations that sign in over SAML are told to give their providers
  the new metadata. The new one signs after the days that are said, or when "finish" is called.

portcullis keys saml finish [--overlap-days DAYS] [--operator NAME] [--json]
  Has the new key sign. Answers that are encrypted to the old one are opened for the overlap (${OVERLAP_DAYS} days
  unless told otherwise here or at rotate; 0 ends it at once). Connects as portcullis_worker.`;

export const SAML_KEYS_OPTIONS = {
  "after-days": { type: "string" },
  "overlap-days": { type: "string" },
  operator: { type: "string" },
} as const;

type Words = Readonly<Partial<Record<keyof typeof SAML_KEYS_OPTIONS, string>>>;

/** `keys saml …`. The exit code is 1 where somebody else was quicker, or nothing stands ready. */
export async function samlKeys(act: string, words: Words, json: boolean): Promise<number> {
  const [after, overlap] = [days(words, "after-days"), days(words, "overlap-days")];
  const who = operatorOf(words);
  if (after !== null && act !== "rotate") throw new Misuse("--after-days belongs to rotate.");
  if (overlap !== null && act === "list") throw new Misuse("List takes no days.");
  return await withRole("portcullis_worker", async (db, config) => {
    try {
      const keys = await run(db, config, act, { after, overlap, who });
      if (json) printJson({ keys });
      else for (const line of linesOf(keys)) print(line);
      return 0;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "conflict") throw error;
      if (json) printJson({ error: error.detail });
      else print(error.detail);
      return 1;
    }
  });
}

async function run(
  db: Database,
  config: Config,
  act: string,
  given: { readonly after: number | null; readonly overlap: number | null; readonly who: string },
): Promise<OwnKeyView[]> {
  if (act === "list") return await listOwnKeys({ db });
  const { kms } = loadSecrets(config);
  const rooms = { db, sealer: localKms(Buffer.from(kms.rootKey, "base64url"), kms.version) };
  const { after: afterDays, overlap, who } = given;
  const keys =
    act === "rotate"
      ? await beginOwnRotation(
          rooms,
          config.installation,
          { afterDays, overlapDays: overlap ?? OVERLAP_DAYS },
          who,
        )
      : await finishOwnRotation(rooms, overlap, who);
  // The worker tells whom this does not reach.
  await eachTenant(db, async (caller) => void (await announceOwnKeys({ db }, caller)));
  return keys;
}

function days(words: Words, name: "after-days" | "overlap-days"): number | null {
  const text = words[name];
  if (text === undefined) return null;
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > MOST_DAYS)
    throw new Misuse(`--${name} takes whole days, ${MOST_DAYS} at most.`);
  return count;
}

function operatorOf({ operator }: Words): string {
  const name = operator ?? userInfo().username;
  if (!/^[\x21-\x7e]{1,100}$/.test(name))
    throw new Misuse("The operator's name must be plain, without spaces.");
  return `operator:${name}`;
}

const STATES = { next: "follows", current: "signs", previous: "opens still" } as const;

function linesOf(keys: readonly OwnKeyView[]): string[] {
  if (keys.length === 0)
    return ["There is no SAML key yet: the console makes it at its first start."];
  return keys.map(({ fingerprint, state, since, notAfter, signsFrom, opensUntil }) => {
    const then =
      state === "next"
        ? `, signs ${signsFrom === null ? 'when "finish" is called' : `from ${signsFrom}`}`
        : opensUntil === null
          ? ""
          : `, until ${opensUntil}`;
    return `${STATES[state].padEnd(11)} ${fingerprint}  since ${since}${then}; its certificate ends ${notAfter}`;
  });
}
