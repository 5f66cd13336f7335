import { networkOf } from "@/lib/identity";

export type Waiting = { readonly id: string; readonly address: string | null };

/**
 * Which sign-in gives way where as many wait as may: the oldest of the network that most of them come
 * from, or of networks that are as busy, the oldest of all. So whoever fills the room presses out their own
 * and not those of others, unless they come from as many networks as there is room for. `waiting` stands
 * in the order in which they began. Pure.
 */
export function givesWay(waiting: readonly Waiting[]): Waiting | null {
  const counts = new Map<string | null, number>();
  for (const { address } of waiting) {
    const network = networkAt(address);
    counts.set(network, (counts.get(network) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return waiting.find(({ address }) => counts.get(networkAt(address)) === most) ?? null;
}

const networkAt = (address: string | null) => (address === null ? null : networkOf(address));
