import type { z } from "zod";
import type { ShownPlaces } from "@/lib/access";

/**
 * What is amiss with a choice of workspaces; undefined where nothing is. Somebody who asks for some and
 * ticks none has most likely not finished: a form asks them, whatever none would mean elsewhere.
 */
export function placesFault(places: ShownPlaces | null | undefined): string | undefined {
  return places?.length === 0 ? "Choose at least one workspace" : undefined;
}

/** A form's schema that also judges its choice of workspaces, together with whatever else is amiss. */
export function withPlacesChosen(schema: z.ZodType): z.ZodType {
  return schema.refine(
    (value) => placesFault((value as { workspaces?: ShownPlaces }).workspaces) === undefined,
    { path: ["workspaces"], message: placesFault([]), when: () => true },
  );
}
