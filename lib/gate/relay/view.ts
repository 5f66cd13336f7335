import { decideOther, toolIsListed } from "@/lib/policy";
import type { GrantRoute } from "@/lib/servers";
import type { Exchange } from "../exchange";
import type { View } from "../mcp/filter";
import type { ViewChange } from "./notices";

/** What an exchange's grant may see, by its rules as they stand at this moment. */
export function viewOf(exchange: Exchange): View {
  const rules = exchange.grant?.rules ?? null;
  return {
    toolIsListed: (name) => toolIsListed(rules, name),
    listsOthers: listsOthers(exchange.grant),
  };
}

/**
 * What a client that has listed under `before` would find changed now: by other rules, or because
 * other tools were found on the server. Null if nothing.
 */
export function changeOfView(before: GrantRoute, now: GrantRoute): ViewChange | null {
  const tools =
    before.policyHash !== now.policyHash || before.definitionsHash !== now.definitionsHash;
  const others = listsOthers(before) !== listsOthers(now);
  return tools || others ? { tools, others } : null;
}

function listsOthers(grant: GrantRoute | null): boolean {
  const rules = grant?.rules ?? null;
  return rules !== null && decideOther(rules, undefined).decision === "allow";
}
