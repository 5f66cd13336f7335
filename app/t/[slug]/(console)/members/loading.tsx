import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** The members in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Members" purpose="Who is in this organisation, and what each may do." />
      <Skeleton className="mb-3 h-8 w-44" />
      <TableSkeleton rows={8} />
    </>
  );
}
