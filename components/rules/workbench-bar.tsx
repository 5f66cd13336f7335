import { Redo2, Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { NotPermitted, type Permit } from "@/components/ui/permitted";
import type { History } from "./use-history";

type WorkbenchBarProps = {
  readonly status: string;
  readonly history: History;
  readonly permit: Permit;
  readonly ready: boolean;
  readonly onFormat: () => void;
  /** Left out where there is nothing to discard. */
  readonly onDiscard: (() => void) | undefined;
  readonly onPublish: () => void;
};

/** How the draft stands, and what can be done with it. The same for both views. */
export function WorkbenchBar(props: WorkbenchBarProps) {
  const { status, history, permit, ready, onFormat, onDiscard, onPublish } = props;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <p className="mr-auto text-sm text-muted" role="status">
        {status}
      </p>
      <Button
        variant="quiet"
        size="icon"
        title="Undo"
        aria-label="Undo"
        aria-disabled={!history.canUndo}
        onClick={history.undo}
        icon={<Undo2 aria-hidden />}
      />
      <Button
        variant="quiet"
        size="icon"
        title="Redo"
        aria-label="Redo"
        aria-disabled={!history.canRedo}
        onClick={history.redo}
        icon={<Redo2 aria-hidden />}
      />
      <Button size="sm" variant="quiet" onClick={onFormat}>
        Format
      </Button>
      {onDiscard ? (
        <Button size="sm" variant="quiet" onClick={onDiscard}>
          Discard changes
        </Button>
      ) : null}
      {permit.may ? (
        <Button size="sm" variant="primary" aria-disabled={!ready} onClick={onPublish}>
          Publish…
        </Button>
      ) : (
        <NotPermitted size="sm" why={permit.why}>
          Publish…
        </NotPermitted>
      )}
    </div>
  );
}
