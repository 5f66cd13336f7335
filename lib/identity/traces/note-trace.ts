import { systemCaller } from "@/lib/access";
import { type Database, type Tx, withTenant } from "@/lib/db";
import { isVisible, log, newId } from "@/lib/kernel";

export type Trace = {
  readonly tenantId: string;
  /** The connection's id with us, or its id with the broker; null where none is known. */
  readonly connection: string | null;
  /** A code that `refusalWords` knows a sentence for. */
  readonly reason: string;
  /** The mail address or subject that was claimed, where one was. */
  readonly asserted?: string | null;
  /** What was found and what was expected, short texts by name. Never a token, a code or a key. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly requestId: string;
};

const MOST_FACTS = 12;
const FACT_LENGTH = 300;

/** Notes a refused sign-in in its organisation, as a part of the caller's transaction. */
export async function writeTrace(tx: Tx, trace: Trace): Promise<void> {
  const { tenantId, connection, reason, requestId } = trace;
  const row =
    connection === null
      ? null
      : await tx.connection.findFirst({
          where: { tenantId, OR: [{ brokerId: connection }, ...idIs(connection)] },
          select: { id: true },
        });
  const facts = Object.entries(trace.facts ?? {}).slice(0, MOST_FACTS);
  await tx.signInTrace.create({
    data: {
      tenantId,
      id: newId(),
      connectionId: row?.id ?? null,
      reason: /^[a-z0-9-]{1,60}$/.test(reason) ? reason : "answer-refused",
      asserted: shown(trace.asserted ?? "", 254) || null,
      facts: Object.fromEntries(
        facts.map(([name, value]) => [shown(name, 60), shown(value, FACT_LENGTH)]),
      ),
      requestId: requestId.slice(0, 64),
    },
  });
}

/**
 * Notes a refused sign-in in its organisation. A trace helps people and is no record: where it cannot be
 * written the sign-in is refused all the same, and the log says so.
 */
export async function noteTrace({ db }: { readonly db: Database }, trace: Trace): Promise<void> {
  const tenant = { tenantId: trace.tenantId, workspaceIds: [] };
  const caller = { ...systemCaller("sign-in", tenant, "console"), requestId: trace.requestId };
  await withTenant(db, caller, (tx) => writeTrace(tx, trace)).catch((error: unknown) =>
    log.warn("a refused sign-in was not noted", { reason: trace.reason, error }),
  );
}

function idIs(text: string): { id: string }[] {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? [{ id: text }] : [];
}

/** Text of somebody unknown, for people to read: nothing in it that cannot be seen, and not too long. */
function shown(text: string, length: number): string {
  const visible = [...text.toWellFormed()].filter(isVisible).join("");
  return [...visible].slice(0, length).join("").slice(0, length).toWellFormed();
}
