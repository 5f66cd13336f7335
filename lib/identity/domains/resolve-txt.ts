import { Resolver } from "node:dns/promises";
import type { Config } from "@/lib/kernel";

/** The TXT records of a name, each as one text; none where the name or the record does not exist. */
export type TxtResolver = (name: string) => Promise<readonly string[]>;

const NONE: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);
const MILLISECONDS = 3_000;

/** Asks the configured DNS servers, or the machine's own, for at most six seconds. */
export function txtResolver({ dnsServers }: Pick<Config, "dnsServers">): TxtResolver {
  return async (name) => {
    const resolver = new Resolver({ timeout: MILLISECONDS, tries: 2 });
    if (dnsServers.length > 0) resolver.setServers([...dnsServers]);
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    } catch (error) {
      if (NONE.has(String((error as { code?: unknown }).code))) return [];
      throw error;
    }
  };
}
