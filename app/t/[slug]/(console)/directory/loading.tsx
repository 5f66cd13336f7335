import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** The directory in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Directory" purpose="Who is in the organisation, by your own provider." />
      <Skeleton className="mb-6 h-24 w-full" />
      <TableSkeleton rows={6} />
    </>
  );
}
