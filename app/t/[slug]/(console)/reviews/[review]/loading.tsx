import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** A review in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Review" purpose="Line by line, kept or taken away." />
      <Skeleton className="mb-3 h-8 w-72" />
      <TableSkeleton rows={8} />
    </>
  );
}
