import type { SessionView } from "@/lib/identity";

type Named = Pick<SessionView, "kind" | "client" | "device">;

/** What a session is called: what a client calls itself, or the browser and its system. */
export function sessionName({ kind, client, device }: Named): string {
  if (kind === "client") return client ?? "A command line";
  return device ?? "A browser that does not say what it is";
}

const KINDS = { loopback: "this machine", private: "private network", public: null } as const;

/** An address with what is known of it, as far as that says more than the address: `10.1.0.7 (Office Berlin)`. */
export function placeWords(address: string, place: SessionView["place"]): string {
  const more = place === null ? null : (place.name ?? KINDS[place.network]);
  return more === null ? address : `${address} (${more})`;
}

const BECAUSE: Readonly<Record<string, string>> = {
  "network-changed": "It appeared in another network",
  "device-changed": "It appeared on another kind of device",
  "refresh-token-reused": "Its refresh token was used twice",
  "ended-by-member": "Ended by its person",
  "ended-by-other": "Ended by an administrator",
};

/** Why a session is over, in a few words. */
export function endWords({
  endedAt,
  endedBecause,
}: Pick<SessionView, "endedAt" | "endedBecause">): string {
  if (endedAt === null) return "It reached its limit";
  return BECAUSE[endedBecause ?? ""] ?? "Ended";
}
