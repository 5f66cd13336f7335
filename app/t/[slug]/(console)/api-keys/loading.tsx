import { PageHeader } from "@/components/ui/page-header";
import { Skeleton, TableSkeleton } from "@/components/ui/states";

/** The keys in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="API keys" purpose="What scripts and services sign in with." />
      <Skeleton className="mb-3 h-8 w-56" />
      <TableSkeleton rows={8} />
    </>
  );
}
