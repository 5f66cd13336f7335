import type { ShownPlaces } from "@/lib/access";

/** Workspaces in words; of those whose names are not known, how many. */
export function placesWords(places: ShownPlaces, names: Readonly<Record<string, string>>): string {
  if (places === "every") return "Every workspace";
  if (places.length === 0) return "No workspace";
  const known = places.flatMap((id) => names[id] ?? []);
  const others = places.length - known.length;
  return [...known, ...(others > 0 ? [`${others} you do not see`] : [])].join(", ");
}
