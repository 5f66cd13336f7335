import { CircleCheck, CircleX } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { Id } from "@/components/ui/copy-button";
import { Cell, Head, Row, Table } from "@/components/ui/table";
import type { DirectoryEventView } from "@/lib/directory";
import { eventWords } from "./words";

/** What a directory sent and what it was answered, newest first. */
export function EventTable({ events }: { readonly events: readonly DirectoryEventView[] }) {
  return (
    <Table aria-label="What came">
      <thead>
        <tr>
          <Head className="w-24">When</Head>
          <Head className="w-36">What it did</Head>
          <Head>About</Head>
          <Head className="w-52 max-lg:hidden">Request</Head>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <Row key={event.id}>
            <Cell className="text-sm text-muted">
              <Ago at={event.at} />
            </Cell>
            <Cell>
              <Badge
                tone={event.what === "refused" ? "danger" : "neutral"}
                icon={event.what === "refused" ? CircleX : CircleCheck}
              >
                {eventWords(event.what)}
              </Badge>
            </Cell>
            <Cell className="py-2">
              <span className="block break-all">{event.subject ?? event.path}</span>
              {event.detail === null ? null : (
                <span className="block text-sm text-muted">{event.detail}</span>
              )}
            </Cell>
            <Cell className="max-lg:hidden">
              <span className="block font-mono text-xs text-faint">
                {event.method} · {event.status}
              </span>
              <Id value={event.requestId} label="Copy request id" />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
