import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** The ledger in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Ledger" purpose="Every decision and every change." />
      <Skeleton className="mb-8 h-36 w-full" />
      <TableSkeleton rows={10} />
    </>
  );
}
