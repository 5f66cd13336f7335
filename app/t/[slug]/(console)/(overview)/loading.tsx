import { Skeleton } from "@/components/ui/states";

/** The overview in outline. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading">
      <Skeleton className="h-6 w-32" />
      <Skeleton className="mt-2 h-4 w-72" />
      <Skeleton className="mt-7 h-16 w-full" />
      <Skeleton className="mt-6 h-96 w-full" />
    </div>
  );
}
