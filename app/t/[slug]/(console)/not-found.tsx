import { SearchX } from "lucide-react";
import { Empty } from "@/components/ui/states";
import { PROBLEMS } from "@/lib/kernel/errors";

/** An unknown record, and one of another organisation: the same page for both. */
export default function NotFound() {
  const { meaning, remedy } = PROBLEMS.not_found;
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <Empty icon={SearchX} title="There is nothing here">
        {meaning} {remedy}
      </Empty>
    </>
  );
}
