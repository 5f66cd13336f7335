import type { ProblemView } from "./problem";

/** What a server action answers with: its result, or the problem to show. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T; readonly requestId: string }
  | { readonly ok: false; readonly problem: ProblemView };

/** The ledger's confirmation of a change, as it is shown beside it. */
export type ReceiptView = { readonly seq: number; readonly leaf: string };
