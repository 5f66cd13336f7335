import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The sessions in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Sessions" purpose="Who is signed in where." />
      <TableSkeleton rows={4} />
    </>
  );
}
