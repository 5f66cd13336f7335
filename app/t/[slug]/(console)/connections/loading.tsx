import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The connections in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Connections" purpose="The identity providers your people sign in with." />
      <TableSkeleton rows={4} />
    </>
  );
}
