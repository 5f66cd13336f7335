import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/states";

/** The question in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Sign a device in" purpose="A command line or script wants to sign in." />
      <Skeleton className="h-40 w-full max-w-xl" />
    </>
  );
}
