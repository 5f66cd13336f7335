import { plural } from "@/components/ui/time";
import type { Draft } from "./use-draft";

/** How a draft stands to what is in force, in a few words. `version` is 0 before the first one. */
export function draftStatus(draft: Draft, version: number): string {
  if (draft.faults.length > 0) return plural(draft.faults.length, "fault");
  if (draft.checking) return "Checking";
  if (draft.problem) return "Could not be checked";
  if (!draft.changed) return `As in force, version ${version}`;
  return version === 0 ? "A first draft" : "Draft, not published";
}
