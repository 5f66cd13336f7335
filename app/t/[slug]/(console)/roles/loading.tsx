import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The roles in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Roles" purpose="What each role may do, and who can do what." />
      <TableSkeleton rows={7} />
    </>
  );
}
