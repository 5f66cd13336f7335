import {
  type Caller,
  type ChangeEntry,
  changeOwn,
  systemCaller,
  type TenantScope,
} from "@/lib/access";
import { sha256Hex } from "@/lib/crypto";
import type { Database, Tx } from "@/lib/db";
import { newId, now, Problem } from "@/lib/kernel";
import type { Receipt } from "@/lib/ledger";
import { announce } from "@/lib/notices";

/** Who operates the installation, and why they act now. Both are kept, and shown to the organisation. */
export type Operator = {
  /** The account on the machine, or the name that was given. */
  readonly name: string;
  /** In words: what is done to an organisation without its own people needs a reason. */
  readonly reason: string;
};

export type Act = "create" | "invite-owner" | "suspend" | "resume" | "export" | "destroy";

/** The operator as a caller in one organisation: the ledger names them `operator:<name>`. */
export function operatorCaller(operator: Operator, tenant: TenantScope): Caller {
  const name = `operator:${operator.name}`;
  return { ...systemCaller(operator.name, tenant), actor: name, subject: name };
}

/**
 * Does one act of the operator's in an organisation. What `work` does, the entry in that organisation's
 * ledger with the hash of the reason, the reason itself, and the notices to all who may change sign-in
 * are one transaction: an act that leaves no trace cannot be.
 *
 * @throws Problem `unprocessable` unless the reason has 10 to 500 characters and the name 1 to 100 of
 * printable ASCII.
 */
export async function operatorAct<T>(
  db: Database,
  operator: Operator,
  tenant: TenantScope,
  act: Act,
  work: (tx: Tx, caller: Caller) => Promise<{ readonly result: T; readonly entry: ChangeEntry }>,
): Promise<{ readonly result: T; readonly receipt: Receipt; readonly actId: string }> {
  judgeOperator(operator);
  const reason = operator.reason.trim();
  const caller = operatorCaller(operator, tenant);
  const { tenantId } = tenant;
  const id = newId();
  const done = await changeOwn(db, caller, async (tx) => {
    const { result, entry } = await work(tx, caller);
    await tx.operatorAct.create({
      data: {
        ...{ tenantId, id, at: now(), operator: operator.name, act, reason },
        requestId: caller.requestId,
      },
    });
    const to = { permission: "sign-in:write" } as const;
    await announce(tx, caller, { kind: "operator.acted", to, refs: { act: id } });
    const marks = {
      refs: { ...entry.refs, act: id },
      hashes: { ...entry.hashes, reason: sha256Hex(reason) },
    };
    return { result, entry: { ...entry, ...marks } };
  });
  return { ...done, actId: id };
}

/**
 * Whether this is a name and a reason to act under. To be asked before an act does anything that its
 * transaction could not take back.
 *
 * @throws Problem `unprocessable`.
 */
export function judgeOperator(operator: Operator): void {
  const [name, reason] = [operator.name, operator.reason.trim()];
  if (!/^[\x21-\x7e]{1,100}$/.test(name))
    throw new Problem("unprocessable", {
      detail: "The operator's name must be plain, without spaces.",
    });
  if (reason.length < 10 || reason.length > 500) {
    throw new Problem("unprocessable", {
      detail: "Give the reason in 10 to 500 characters: the organisation will read it.",
    });
  }
}
