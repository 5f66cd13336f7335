import { attemptOwn, type Caller, type ChangeEntry } from "@/lib/access";
import { type Database, readSamlKeys, type SamlKeyRow, type Tx, withTenant } from "@/lib/db";
import { now } from "@/lib/kernel";
import { announce, type NoticeKindName } from "@/lib/notices";
import { dueAhead } from "../connections/announce-ending";

/** What there is to tell of a key, once to each organisation. */
type News = {
  readonly key: SamlKeyRow;
  readonly what: "begun" | "finished" | "ends-30" | "ends-7" | "ends-1";
};

const KINDS = {
  begun: "own-certificate.changing",
  finished: "own-certificate.changed",
  "ends-30": "own-certificate.ending",
  "ends-7": "own-certificate.ending",
  "ends-1": "own-certificate.ending",
} as const satisfies Record<News["what"], NoticeKindName>;

/**
 * Tells an organisation that signs in over SAML what happens to our key: that it is being replaced, that
 * another one signs, that it ends. Each once, to those who look after the sign-in; a rotation stands in
 * the organisation's ledger, under the name of who moved it on. Returns how much was told.
 */
export async function announceOwnKeys(
  { db }: { readonly db: Database },
  caller: Caller,
): Promise<number> {
  const news = newsOf(await readSamlKeys(db), now());
  if (news.length === 0) return 0;
  const { tenantId } = caller;
  const untold = await withTenant(db, caller, async (tx) => {
    const since = await firstSaml(tx, tenantId);
    if (since === null) return [];
    const told = await tx.samlKeyNotice.findMany({ where: { tenantId } });
    return news.filter(
      ({ key, what }) =>
        !told.some((one) => one.kid === key.kid && one.what === what) &&
        // Who came later was given the key that signs, and never another.
        (what !== "finished" || since < key.since),
    );
  });
  let count = 0;
  for (const one of untold) if (await tell(db, caller, one)) count += 1;
  return count;
}

/** Pure: what there is to tell now, whoever was told of it. */
function newsOf(rows: readonly SamlKeyRow[], at: Date): News[] {
  return rows.flatMap((key): News[] => {
    if (key.state === "next") return [{ key, what: "begun" }];
    if (key.state === "previous") return [];
    const days = dueAhead(key.not_after, at);
    const news: News[] = key.begun_by === null ? [] : [{ key, what: "finished" }];
    return days === null ? news : [...news, { key, what: `ends-${days}` }];
  });
}

/** Since when the organisation has a SAML connection; null where it has none. */
async function firstSaml(tx: Tx, tenantId: string): Promise<Date | null> {
  const row = await tx.connection.findFirst({
    where: { tenantId, kind: "saml" },
    orderBy: { createdAt: "asc" },
    select: { createdAt: true },
  });
  return row?.createdAt ?? null;
}

async function tell(db: Database, caller: Caller, { key, what }: News): Promise<boolean> {
  const { tenantId } = caller;
  const rotated = what === "begun" || what === "finished";
  const by = rotated ? { ...caller, actor: key.moved_by } : caller;
  const { result } = await attemptOwn(db, by, async (tx) => {
    // Two at once: the one whose row is made tells.
    const { count } = await tx.samlKeyNotice.createMany({
      data: [{ tenantId, kid: key.kid, what }],
      skipDuplicates: true,
    });
    if (count === 0) return { result: false, entry: null };
    await announce(tx, caller, { kind: KINDS[what], to: { permission: "sign-in:write" } });
    return { result: true, entry: rotated ? entryOf(key, what) : null };
  });
  return result;
}

function entryOf({ kid, moved_by }: SamlKeyRow, what: "begun" | "finished"): ChangeEntry {
  return {
    type: "saml-key.rotated",
    action: what === "begun" ? "saml-key.begin" : "saml-key.finish",
    target: `saml-key:${kid}`,
    outcome: "done",
    reason: `by:${moved_by}`,
    hashes: { certificate: kid },
  };
}
