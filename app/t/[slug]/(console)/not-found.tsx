import { SearchX } from "lucide-react";
import { Empty } from "@/components/ui/states";
import { PROBLEMS } from "@/lib/kernel/errors";

/** An unknown record, and one of another organisation: the same page for both. */
export default function NotFound() {
  const { meaning, remedy } = PROBLEMS.not_found;
  return (
    <Empty icon={SearchX} title="Not found">
      {meaning} {remedy}
    </Empty>
  );
}
