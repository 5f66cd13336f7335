import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/states";

/** The settings in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Tenant" purpose="What this organisation is called and runs on." />
      <div role="status" aria-label="Loading" className="space-y-8">
        <Skeleton className="h-28 w-full max-w-[480px]" />
        <Skeleton className="h-40 w-full max-w-[640px]" />
        <Skeleton className="h-40 w-full max-w-[640px]" />
      </div>
    </>
  );
}
