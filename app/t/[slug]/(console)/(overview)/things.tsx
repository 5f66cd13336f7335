import type { House } from "@/app/house";
import type { Thing } from "@/components/overview/things";
import { Ago } from "@/components/ui/ago";
import { count, plural } from "@/components/ui/time";
import { read } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import { getHead } from "@/lib/ledger";
import { listServers } from "@/lib/servers";

const GATE_DEADLINE_MS = 800;
const MANY_SERVERS = 200;

/** The state of what the console stands on, as far as it can be seen from here. */
export async function stateOfThings(
  house: House,
  caller: SessionCaller,
  base: string,
): Promise<{ readonly things: Thing[]; readonly servers: number }> {
  const [gate, head, servers] = await Promise.all([
    askGate(house.config.origins.gate),
    read(house.db, caller, "ledger:read", getHead),
    listServers(house, caller, { limit: MANY_SERVERS }),
  ]);
  const total = servers.data.length;
  const ruleless = servers.data.filter((server) => server.rules === null).length;
  const things: Thing[] = [
    { name: "Gate", ...gate },
    {
      name: "Ledger",
      well: true,
      word: head === null ? "is empty" : `holds ${plural(head.size, "entry", "entries")}`,
      detail:
        head === null ? (
          "The first change or call begins it."
        ) : (
          <>
            Newest is number {count(head.seq)}, <Ago at={head.at} />
          </>
        ),
      href: `${base}/ledger`,
    },
    {
      name: "Servers",
      well: ruleless === 0,
      word: `${count(total)}${servers.nextCursor === null ? "" : " and more"} registered`,
      detail:
        ruleless === 0
          ? total === 0
            ? "Register one to govern its tools."
            : "Each has rules in force."
          : `${ruleless} without rules: nothing passes there.`,
      href: `${base}/servers`,
    },
  ];
  return { things, servers: total };
}

/** Whether the gate says it is ready. What keeps it from that is for `doctor` to say. */
async function askGate(origin: string): Promise<Pick<Thing, "well" | "word" | "detail">> {
  const begun = performance.now();
  try {
    const { ok } = await fetch(`${origin}/readyz`, {
      cache: "no-store",
      signal: AbortSignal.timeout(GATE_DEADLINE_MS),
    });
    const took = Math.max(1, Math.round(performance.now() - begun));
    return ok
      ? { well: true, word: "is ready", detail: `${origin}, answered in ${took} ms` }
      : { well: false, word: "refuses all calls", detail: "Something it needs is not available." };
  } catch {
    return { well: false, word: "does not answer", detail: `No call passes. Asked ${origin}.` };
  }
}
