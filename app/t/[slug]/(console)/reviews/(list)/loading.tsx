import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** The reviews in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Reviews" purpose="Who may do what, looked at again by a date." />
      <Skeleton className="mb-3 h-8 w-56" />
      <TableSkeleton rows={4} />
    </>
  );
}
