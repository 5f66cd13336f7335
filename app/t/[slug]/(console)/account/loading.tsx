import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/states";

/** The account in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader
        title="Your account"
        purpose="Who you are here, and how you prove that it is you."
      />
      <div role="status" aria-label="Loading" className="space-y-8">
        <Skeleton className="h-28 w-full max-w-[640px]" />
        <Skeleton className="h-40 w-full max-w-[640px]" />
      </div>
    </>
  );
}
