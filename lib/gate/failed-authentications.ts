import { isIPv6 } from "node:net";

/** Who failed to authenticate lately, by address, so that guessing and flooding cost the database nothing. */
export type FailedAuthentications = {
  /**
   * Seconds until a token may be tried from an address, or null if it may be now. A token that was
   * good here before may always be tried: others behind the same address are not locked out by one
   * who fails.
   */
  wait(address: string, tokenHash: Buffer | null): number | null;
  failed(address: string): void;
  /** Remembers a good token; `grant` is what it opened, to know at a glance that it is remembered. */
  succeeded(tokenHash: Buffer, grant: object): void;
};

type Bucket = { left: number; at: number };

/** More addresses, or good tokens, than this at once: the ones longest unheard of are forgotten. */
const MAX_KEPT = 10_000;
const MINUTE = 60_000;

/**
 * Each address may fail `perMinute` times at once, and again as often in every minute. Memory is
 * bounded, whoever comes.
 */
export function createFailedAuthentications(
  perMinute: number,
  clock: () => number = () => performance.now(),
): FailedAuthentications {
  const buckets = new Map<string, Bucket>();
  const good = new Set<string>();
  const remembered = new WeakSet<object>();

  function bucketOf(address: string): Bucket {
    const key = networkOf(address);
    const at = clock();
    const known = buckets.get(key) ?? { left: perMinute, at };
    const refilled = known.left + ((at - known.at) / MINUTE) * perMinute;
    const bucket = { left: Math.min(perMinute, refilled), at };
    keep(buckets, key);
    buckets.set(key, bucket);
    return bucket;
  }

  return {
    wait(address, tokenHash) {
      if (buckets.size === 0) return null;
      if (tokenHash !== null && good.has(tokenHash.toString("base64"))) return null;
      // Who never failed is not even kept.
      if (!buckets.has(networkOf(address))) return null;
      const { left } = bucketOf(address);
      return left >= 1 ? null : Math.ceil(((1 - left) / perMinute) * (MINUTE / 1_000));
    },
    failed(address) {
      bucketOf(address).left -= 1;
    },
    succeeded(tokenHash, grant) {
      if (remembered.has(grant)) return;
      remembered.add(grant);
      const key = tokenHash.toString("base64");
      if (good.has(key)) return;
      keep(good, key);
      good.add(key);
    },
  };
}

/** Makes room for one more, and has the newest stand last. */
function keep(kept: Map<string, unknown> | Set<string>, key: string): void {
  if (kept.delete(key) || kept.size < MAX_KEPT) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}

/** What one client can hold: an IPv4 address, or the /64 of an IPv6 address. */
function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0");
  return [...front, ...zeros, ...back].slice(0, 4).join(":");
}
