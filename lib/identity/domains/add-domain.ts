import { randomBytes } from "node:crypto";
import { type Caller, change } from "@/lib/access";
import type { Database } from "@/lib/db";
import { newId, Problem, type Shown } from "@/lib/kernel";
import type { addedDomainSchema, NewDomainInput } from "./domain.schema";
import { domainName } from "./domain-name";
import { MOST_DOMAINS, viewDomain } from "./list-domains";

/**
 * Notes a domain that the organisation says is its own, with the record that is to show it. Until that
 * was found, no connection may vouch for an address in it.
 *
 * @throws Problem `unprocessable` if it is no domain, `conflict` if it is there already.
 */
export async function addDomain(
  { db }: { readonly db: Database },
  caller: Caller,
  input: NewDomainInput,
): Promise<Shown<typeof addedDomainSchema>> {
  const name = domainName(input.name);
  if (name === null) {
    const message = "This is not a domain. Give what stands after the at sign, such as acme.com.";
    throw new Problem("unprocessable", { extensions: { fields: [{ path: "/name", message }] } });
  }
  const { tenantId, actor } = caller;
  const { result, receipt } = await change(db, caller, "sign-in:write", async (tx) => {
    const there = await tx.domain.findMany({ where: { tenantId }, select: { name: true } });
    if (there.some((one) => one.name === name)) throw taken("This domain is in the list already.");
    if (there.length >= MOST_DOMAINS)
      throw taken(`An organisation has at most ${MOST_DOMAINS} domains.`);
    const row = await tx.domain.create({
      data: {
        tenantId,
        id: newId(),
        name,
        challenge: randomBytes(20).toString("hex"),
        createdBy: actor,
      },
    });
    return {
      result: viewDomain(row),
      entry: {
        type: "domain.added",
        action: "domain.add",
        target: `domain:${row.id}`,
        outcome: "done",
        reason: `name:${name}`,
        refs: { domain: row.id },
      },
    };
  });
  return { domain: result, receipt };
}

function taken(message: string): Problem {
  return new Problem("conflict", {
    detail: message,
    extensions: { fields: [{ path: "/name", message }] },
  });
}
