import { networkOf } from "@/lib/identity";

export type Waiting = { readonly id: string; readonly address: string | null };

/**
 * Which sign-in gives way where as many wait as may: the oldest of the network that most of them come
 * from, or of networks that are as busy, the oldest of all. So whoever fills the room presses out their own
 * and not those of others, unless they come from as many networks as there is room for. Of IPv6 the block
 * of a provider is looked at first and then what is given to one of its customers: who has a block of
 * their own has tens of thousands of those. `waiting` stands in the order in which they began. Pure.
 */
export function givesWay(waiting: readonly Waiting[]): Waiting | null {
  return busiest(busiest(waiting, blockAt), networkAt)[0] ?? null;
}

/** Those of the groups that hold the most, in their order. */
function busiest(
  waiting: readonly Waiting[],
  groupAt: (address: string | null) => string | null,
): readonly Waiting[] {
  const counts = new Map<string | null, number>();
  for (const { address } of waiting) {
    const group = groupAt(address);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return waiting.filter(({ address }) => counts.get(groupAt(address)) === most);
}

const networkAt = (address: string | null) => (address === null ? null : networkOf(address));

/** Of IPv6 the first 32 bits, which is the least that a provider gets; of IPv4 the network. */
function blockAt(address: string | null): string | null {
  const network = networkAt(address);
  return network?.endsWith("::/48") ? network.split(":").slice(0, 2).join(":") : network;
}
