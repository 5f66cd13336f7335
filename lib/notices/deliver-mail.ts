import type { Caller } from "@/lib/access";
import { type Database, withTenantPg } from "@/lib/db";
import { log } from "@/lib/kernel";
import { noticeKind } from "./kinds";
import { writeLetter } from "./letter";
import type { Mailer } from "./open-mailer";

/** When a letter that could not be sent is tried again, in seconds after each try: about 28 hours. */
const WAITS = [60, 300, 1_800, 7_200, 21_600, 28_800, 43_200] as const;
const AT_ONCE = 20;

type Due = {
  readonly notice_id: string;
  readonly attempts: number;
  readonly kind: string;
  readonly email: string;
  readonly status: string;
  readonly slug: string;
  readonly name: string;
};

/**
 * Sends what one organisation has to send by now. A letter is claimed before it is sent, so that two
 * workers do not send it both; one whose worker dies in between is sent again after the first wait.
 * After the last try it is given up: the notice in the console stays. Returns how many were sent.
 */
export async function deliverMail(
  {
    db,
    mailer,
    console,
  }: { readonly db: Database; readonly mailer: Mailer; readonly console: string },
  caller: Caller,
): Promise<number> {
  const { tenantId } = caller;
  const due = await withTenantPg(db, caller, async (client) => {
    const { rows } = await client.query<Due>(
      `with due as (
         select q.notice_id from portcullis.mail_queue q
         where q.tenant_id = $1 and q.sent_at is null and q.given_up_at is null and q.next_at <= now()
         order by q.next_at limit ${AT_ONCE} for update skip locked)
       update portcullis.mail_queue q
       set attempts = q.attempts + 1,
           next_at = now() + make_interval(secs => (array[${WAITS.join(",")}])[least(q.attempts + 1, ${WAITS.length})])
       from due, portcullis.notices n, portcullis.members m, portcullis.tenants t
       where q.tenant_id = $1 and q.notice_id = due.notice_id
         and n.tenant_id = $1 and n.id = q.notice_id and m.tenant_id = $1 and m.id = n.member_id and t.tenant_id = $1
       returning q.notice_id, q.attempts, n.kind, m.email, m.status, t.slug, t.name`,
      [tenantId],
    );
    return rows;
  });
  let sent = 0;
  for (const letter of due) {
    const how = await sendOne(mailer, console, letter);
    if (how === "sent") sent += 1;
    const last = letter.attempts > WAITS.length;
    if (how === "later" && !last) continue;
    const column = how === "sent" ? "sent_at" : "given_up_at";
    await withTenantPg(db, caller, (client) =>
      client.query(
        `update portcullis.mail_queue set ${column} = now() where tenant_id = $1 and notice_id = $2`,
        [tenantId, letter.notice_id],
      ),
    );
  }
  return sent;
}

async function sendOne(
  mailer: Mailer,
  console: string,
  due: Due,
): Promise<"sent" | "later" | "never"> {
  const kind = noticeKind(due.kind);
  // Who was removed in the meantime is told nothing more; a kind that is gone has no words.
  if (kind === null || due.status !== "active") return "never";
  const letter = writeLetter(kind, { console, slug: due.slug, tenantName: due.name });
  try {
    await mailer.send({ id: due.notice_id, to: due.email, ...letter });
    return "sent";
  } catch (error) {
    const code = (error as { responseCode?: unknown }).responseCode;
    log.warn("a letter could not be sent", { notice: due.notice_id, attempts: due.attempts, code });
    // A server that says 5xx of the address will say so again.
    return typeof code === "number" && code >= 500 ? "never" : "later";
  }
}
