import type { Database } from "@/lib/db";
import type { Caller } from "../caller";
import { read } from "../transact";
import { type Policy, policyOf } from "./policy-of";
import type { PolicySection } from "./sections";

/** What the caller's organisation has said in a section of its policy, and who said it. */
export async function readPolicy<Section extends PolicySection>(
  { db }: { readonly db: Database },
  caller: Caller,
  section: Section,
): Promise<Policy<Section>> {
  return await read(db, caller, "sign-in:read", (tx) => policyOf(tx, caller.tenantId, section));
}
