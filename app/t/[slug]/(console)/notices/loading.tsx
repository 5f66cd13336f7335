import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The notices in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Notices" purpose="What you were told." />
      <TableSkeleton rows={4} />
    </>
  );
}
