import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The list of grants in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Grants" purpose="Who may call which server through the gate." />
      <TableSkeleton />
    </>
  );
}
