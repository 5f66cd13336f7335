import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The list in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Decisions" purpose="Every call that came to the gate." />
      <TableSkeleton rows={12} />
    </>
  );
}
