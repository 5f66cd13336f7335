import { decideOther, toolIsListed } from "@/lib/policy";
import type { Exchange } from "../exchange";
import type { View } from "../mcp/filter";

/** What an exchange's grant may see, by its rules as they stand at this moment. */
export function viewOf(exchange: Exchange): View {
  const rules = exchange.grant?.rules ?? null;
  return {
    toolIsListed: (name) => toolIsListed(rules, name),
    listsOthers: rules !== null && decideOther(rules, undefined).decision === "allow",
  };
}
