import type { Places } from "./places.schema";

/**
 * The workspaces of somebody by all that is said of them: all that any of it gives, for to be named
 * twice takes nothing away. Null where nothing says anything: then it is for the organisation to say.
 * In one order, whatever the order of what was said. Pure.
 */
export function joinPlaces(said: readonly (Places | null)[]): Places | null {
  const given = said.filter((one) => one !== null);
  if (given.length === 0) return null;
  return given.includes("every") ? "every" : [...new Set(given.flat())].sort();
}
