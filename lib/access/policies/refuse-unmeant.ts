import { BlockList, isIP } from "node:net";
import type { Tx } from "@/lib/db";
import { Problem } from "@/lib/kernel";
import { findRoles } from "../roles/find-role";
import type { PolicyOf, PolicySection } from "./sections";

type Field = { readonly path: string; readonly message: string };

/**
 * Refuses what has a section's form and cannot be meant: roles that are not there, which would make a
 * factor look required of somebody, and networks of IPv6 that hold every IPv4 address there is. What was
 * said before may stay: a role that was removed since keeps nobody from changing the rest.
 *
 * @throws Problem `unprocessable` at each of them.
 */
export async function refuseUnmeant<Section extends PolicySection>(
  tx: Tx,
  section: Section,
  document: PolicyOf<Section>,
  before: PolicyOf<Section>,
): Promise<void> {
  const fields =
    section === "mfa"
      ? await unknownRoles(tx, document as PolicyOf<"mfa">, before as PolicyOf<"mfa">)
      : section === "api-keys"
        ? wideNetworks(document as PolicyOf<"api-keys">)
        : [];
  if (fields.length > 0) throw new Problem("unprocessable", { extensions: { fields } });
}

async function unknownRoles(
  tx: Tx,
  { roles }: PolicyOf<"mfa">,
  before: PolicyOf<"mfa">,
): Promise<Field[]> {
  const found = await findRoles(tx, roles);
  return roles.flatMap((ref, index) =>
    found.has(ref) || before.roles.includes(ref)
      ? []
      : [{ path: `/document/roles/${index}`, message: "There is no such role" }],
  );
}

function wideNetworks({ networks }: PolicyOf<"api-keys">): Field[] {
  return networks.flatMap((network, index) =>
    holdsEveryIpv4(network)
      ? [
          {
            path: `/document/networks/${index}`,
            message:
              "This network holds every IPv4 address. Give those you mean, as IPv4 or narrower",
          },
        ]
      : [],
  );
}

/** Networks have no gaps: one that holds the first and the last address of IPv4 holds all between. */
function holdsEveryIpv4(network: string): boolean {
  const [start = "", prefix] = network.split("/");
  const version = isIP(start) === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(start, Number(prefix ?? (version === "ipv4" ? 32 : 128)), version);
  return list.check("0.0.0.0", "ipv4") && list.check("255.255.255.255", "ipv4");
}
