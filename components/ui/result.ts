import type { ProblemView } from "./problem";

/** What was done: its result, and the id of the request that it was done by. */
export type Accepted<T> = {
  readonly ok: true;
  readonly value: T;
  readonly requestId: string;
};

/** What a server action answers with: its result, or the problem to show. */
export type ActionResult<T> = Accepted<T> | { readonly ok: false; readonly problem: ProblemView };

/** The ledger's confirmation of a change, as it is shown beside it. */
export type ReceiptView = { readonly seq: number; readonly leaf: string };

/** A change that is done, with the ledger's confirmation of it. */
export type Receipted = { readonly receipt: ReceiptView };
