import type { CallToDecide, CallToSettle } from "../record";

/** What is known of every call, and used of every counter, had each task been taken by itself. */
export class PlainBook {
  readonly calls = new Map<string, { decision: string; rule: string | null; open: boolean }>();
  readonly used = new Map<string, number>();
  readonly #taken = new Map<string, readonly [string, number][]>();

  decide(one: CallToDecide): { decision: string; rule: string | null } {
    const known = this.calls.get(one.decisionId);
    if (known !== undefined) return known;
    const key = (counter: string) => `${one.tenantId} ${counter}`;
    const over = one.limits.find(
      (limit) => (this.used.get(key(limit.counter)) ?? 0) + limit.amount > limit.max,
    );
    const refused = one.verdict === "refuse" || over !== undefined;
    const judged = {
      decision: refused ? "refuse" : "allow",
      rule: over?.rule ?? one.rule,
      open: !refused,
    };
    this.calls.set(one.decisionId, judged);
    if (refused) return judged;
    const takes = one.limits.map((limit) => [key(limit.counter), limit.amount] as const);
    for (const [counter, amount] of takes)
      this.used.set(counter, (this.used.get(counter) ?? 0) + amount);
    this.#taken.set(
      one.decisionId,
      takes.map(([counter, amount]) => [counter, amount]),
    );
    return judged;
  }

  settle(one: CallToSettle): string {
    const known = this.calls.get(one.decisionId);
    if (known?.open !== true) return "settled before";
    known.open = false;
    for (const [counter, amount] of one.charge ? [] : (this.#taken.get(one.decisionId) ?? []))
      this.used.set(counter, (this.used.get(counter) ?? 0) - amount);
    return "done";
  }
}
