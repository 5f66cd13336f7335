import { PencilLine } from "lucide-react";
import { Button } from "@/components/ui/button";

type KeptDraftNoteProps = {
  /** The version that was in force when the draft was left. */
  readonly before: number;
  readonly version: number;
  readonly onDiscard: () => void;
};

/** Says that a draft from before is on the page, and what was published since. */
export function KeptDraftNote({ before, version, onDiscard }: KeptDraftNoteProps) {
  return (
    <div
      role="status"
      className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-accent-soft px-4 py-3"
    >
      <PencilLine aria-hidden className="size-4 shrink-0 text-accent-text" />
      <p className="min-w-0 flex-1 basis-60">
        <span className="font-medium text-accent-text">Your draft from before is here.</span>{" "}
        {version > before
          ? `Version ${version} was published since: look at what your draft would change of it.`
          : "It is not published yet."}
      </p>
      <Button size="sm" onClick={onDiscard}>
        Discard it
      </Button>
    </div>
  );
}
