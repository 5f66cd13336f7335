import {
  CircleCheck,
  CircleDashed,
  CircleOff,
  FlaskConical,
  Lock,
  TriangleAlert,
} from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ConnectionState, ConnectionView } from "@/lib/identity";

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

/** That a connection's provider does not answer as it should; nothing where it does. */
export function FailingBadge({ failing }: Pick<ConnectionView, "failing">) {
  if (failing === null) return null;
  return (
    <Badge tone="warn" icon={TriangleAlert}>
      Failing
    </Badge>
  );
}
