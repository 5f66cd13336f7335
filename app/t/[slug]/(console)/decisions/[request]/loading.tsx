import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/states";

/** A request in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Request" />
      <div role="status" aria-label="Loading" className="grid gap-10 xl:grid-cols-[1.4fr_1fr]">
        <div className="space-y-8">
          <Skeleton className="h-40 w-full" />
          <Skeleton className="h-56 w-full" />
        </div>
        <Skeleton className="h-80 w-full" />
      </div>
    </>
  );
}
