/** Something that vouches for people and does not work as it should. */
export type Outage = { readonly name: string; readonly since: Date };

/**
 * The outages that stand against an approval: those that began after the latest proof of who approves. A
 * proof of the very moment counts. Whoever has given none, as a key cannot, has every outage against
 * them. Pure.
 */
export function standingAgainst(
  outages: readonly Outage[],
  provenAt: readonly (Date | null)[],
): readonly Outage[] {
  const latest = Math.max(...provenAt.map((at) => at?.getTime() ?? 0), 0);
  return outages.filter(({ since }) => since.getTime() > latest);
}
