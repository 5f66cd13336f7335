import { Button } from "@/components/ui/button";
import { Dialog, DialogActs } from "@/components/ui/dialog";
import { DiffView } from "./diff-view";
import type { InForce } from "./in-force";

type PublishConflictProps = {
  readonly theirs: InForce;
  readonly mine: string;
  readonly onOver: () => void;
  readonly onTake: () => void;
  readonly onClose: () => void;
};

/** Somebody else published meanwhile: what publishing the draft would undo of theirs, and the choice. */
export function PublishConflict({ theirs, mine, onOver, onTake, onClose }: PublishConflictProps) {
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Version ${theirs.version} was published meanwhile`}
      purpose="Nothing of yours was published. This is what your draft would change of what is now in force, theirs and yours together."
    >
      <DiffView before={theirs.text} after={mine} />
      <DialogActs>
        <Button onClick={onClose}>Keep editing</Button>
        <Button onClick={onTake}>{`Discard my draft, load version ${theirs.version}`}</Button>
        <Button variant="primary" onClick={onOver}>
          {`Publish mine over version ${theirs.version}…`}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
