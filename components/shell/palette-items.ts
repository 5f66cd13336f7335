import type { Permit } from "@/components/ui/permitted";
import type { SearchResult } from "@/lib/search";
import { PLACES } from "./places";

/** The acts of the palette that a role may or may not do. */
export type PaletteActs = { readonly registerServer: Permit; readonly createGrant: Permit };
type Found = SearchResult["found"][number];

/** Where each kind of record is shown, and the place it belongs to. */
const SHOWN: Readonly<
  Record<Found["kind"], { readonly place: string; readonly href: (id: string) => string }>
> = {
  server: { place: "/servers", href: (id) => `/servers/${id}` },
  grant: { place: "/grants", href: (id) => `/grants?open=${id}` },
  "api-key": { place: "/api-keys", href: (id) => `/api-keys?open=${id}` },
  member: { place: "/members", href: (id) => `/members?open=${id}` },
  decision: { place: "/decisions", href: (id) => `/decisions/${encodeURIComponent(id)}` },
  entry: { place: "/ledger", href: (id) => `/ledger?entry=${id}` },
};

export const KIND_WORDS: Readonly<Record<Found["kind"], { one: string; many: string }>> = {
  server: { one: "Server", many: "servers" },
  grant: { one: "Grant", many: "grants" },
  "api-key": { one: "API key", many: "API keys" },
  member: { one: "Member", many: "members" },
  decision: { one: "Decision", many: "decisions" },
  entry: { one: "Ledger", many: "ledger entries" },
};

/** Where a found record is shown, below the organisation's address; null while its place does not exist. */
export function recordPath({ kind, id }: Pick<Found, "kind" | "id">): string | null {
  const { place, href } = SHOWN[kind];
  const exists = PLACES.some(({ places }) => places.some(({ path }) => path === place));
  return exists ? href(id) : null;
}

/** The places whose name, or whose group's, has the text in it. */
export function placesFor(text: string) {
  const wanted = text.trim().toLowerCase();
  return PLACES.flatMap(({ group, places }) =>
    places
      .filter(({ label }) => `${label} ${group ?? ""}`.toLowerCase().includes(wanted))
      .map((place) => ({ ...place, group })),
  );
}

/** Whether an act's words have every word of the text in them. */
export function actFits(words: string, text: string): boolean {
  const all = words.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
