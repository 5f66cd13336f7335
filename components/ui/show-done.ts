import type { Accepted, Receipted } from "./result";
import { showToast } from "./toast";

/**
 * Confirms a change by what it can be found again by: its ledger entry and its request. What else
 * came of it stands before that, as whole sentences.
 */
export function showDone(
  title: string,
  { value, requestId }: Accepted<Receipted>,
  sentences = "",
): void {
  const found = `Ledger entry ${value.receipt.seq} · request id ${requestId}`;
  showToast("ok", title, sentences === "" ? found : `${sentences.trimEnd()} ${found}`);
}
