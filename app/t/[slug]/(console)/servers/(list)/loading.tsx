import { PageHeader } from "@/components/ui/page-header";
import { TableSkeleton } from "@/components/ui/states";

/** The list in outline. */
export default function Loading() {
  return (
    <>
      <PageHeader title="Servers" purpose="The MCP servers behind the gate." />
      <TableSkeleton rows={4} />
    </>
  );
}
