import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/states";

/** The policy in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Sign-in policy" purpose="What your organisation says of its own doors." />
      <div role="status" aria-label="Loading" className="space-y-8">
        <Skeleton className="h-40 w-full max-w-[560px]" />
        <Skeleton className="h-40 w-full max-w-[560px]" />
      </div>
    </>
  );
}
