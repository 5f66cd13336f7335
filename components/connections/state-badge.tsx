import { CircleCheck, CircleDashed, CircleOff, FlaskConical, Lock } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ConnectionState } from "@/lib/identity";

/** What state a connection is in, by word, shape and colour. */
export function StateBadge({ state }: { readonly state: ConnectionState }) {
  if (state === "active") {
    return (
      <Badge tone="ok" icon={CircleCheck}>
        In use
      </Badge>
    );
  }
  if (state === "enforced") {
    return (
      <Badge tone="accent" icon={Lock}>
        The only way in
      </Badge>
    );
  }
  if (state === "tested") return <Badge icon={FlaskConical}>Tested, not in use</Badge>;
  if (state === "off") {
    return (
      <Badge tone="warn" icon={CircleOff}>
        Off
      </Badge>
    );
  }
  return <Badge icon={CircleDashed}>Draft</Badge>;
}
