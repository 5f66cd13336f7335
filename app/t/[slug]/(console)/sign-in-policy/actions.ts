"use server";
import { z } from "zod";
import {
  changePolicy,
  POLICY_SECTIONS,
  type PolicySection,
  policyChangeSchema,
} from "@/lib/access";
import { Problem } from "@/lib/kernel";
import { act } from "../../attempt";

/** Puts a section of the organisation's policy in the place of the one that was read. */
export async function change(
  slug: string,
  section: string,
  input: { readonly version: number; readonly document: Readonly<Record<string, unknown>> },
) {
  const known = Object.hasOwn(POLICY_SECTIONS, section) ? (section as PolicySection) : null;
  const schema = known === null ? z.unknown() : policyChangeSchema(known);
  return await act(slug, schema, input, (house, caller, given) => {
    if (known === null) throw new Problem("not_found");
    return changePolicy(house, caller, known, given as never);
  });
}
