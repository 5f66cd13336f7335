import { CircleCheck, CircleDashed, CircleSlash, Hourglass, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ReviewLineView } from "@/lib/reviews";

/** What was decided of a line, and whether it is done. */
export function LineBadge({ line }: { readonly line: ReviewLineView }) {
  if (line.grown && line.decision !== "remove") {
    return (
      <Badge tone="warn" icon={TriangleAlert}>
        {line.decision === "keep" ? "More since kept" : "Holds more now"}
      </Badge>
    );
  }
  if (line.decision === "keep") {
    return (
      <Badge tone="ok" icon={CircleCheck}>
        Kept
      </Badge>
    );
  }
  if (line.decision === "remove") {
    return line.done || line.gone ? (
      <Badge tone="danger" icon={CircleSlash}>
        Taken away
      </Badge>
    ) : (
      <Badge tone="warn" icon={Hourglass}>
        Asked to go
      </Badge>
    );
  }
  return line.gone || line.done ? (
    <Badge icon={CircleSlash}>Has ended</Badge>
  ) : (
    <Badge tone="accent" icon={CircleDashed}>
      To decide
    </Badge>
  );
}
