import { ShieldAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";

/** Marks a grant that the member behind it could not make today. */
export function BeyondMaker() {
  return (
    <Badge tone="warn" icon={ShieldAlert}>
      Its maker could not make it now
    </Badge>
  );
}
