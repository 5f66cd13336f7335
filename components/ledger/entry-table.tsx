import { Ago } from "@/components/ui/ago";
import { RowKeys } from "@/components/ui/row-keys";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { count } from "@/components/ui/time";
import type { LedgerEntryView } from "@/lib/ledger";
import { EntryOutcome } from "./entry-outcome";
import { entryWords } from "./entry-words";
import { Reference } from "./reference";

type EntryTableProps = {
  readonly entries: readonly LedgerEntryView[];
  readonly names: Readonly<Record<string, string>>;
  readonly hrefOf: (seq: number) => string;
  readonly openSeq: number | undefined;
};

/** Entries of the ledger, newest first. */
export function EntryTable({ entries, names, hrefOf, openSeq }: EntryTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Ledger entries">
        <thead>
          <tr>
            <Head className="w-16 pr-4 text-right">Number</Head>
            <Head className="w-26 max-sm:hidden">When</Head>
            <Head className="sm:w-48">What</Head>
            <Head className="max-md:hidden">Who</Head>
            <Head className="max-md:hidden">Target</Head>
            <Head className="w-28">Outcome</Head>
            <Head className="w-32 max-xl:hidden">Leaf hash</Head>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.seq} open={entry.seq === openSeq}>
              <Cell className="pr-4 text-right text-sm text-muted">{count(entry.seq)}</Cell>
              <Cell className="text-sm text-muted max-sm:hidden">
                <Ago at={entry.at} />
              </Cell>
              <Cell className="max-w-0">
                <RowLink href={hrefOf(entry.seq)} className="block truncate">
                  {entryWords(entry.type)}
                </RowLink>
                <span className="block truncate text-xs text-faint md:hidden">
                  <Reference reference={entry.target} names={names} />
                </span>
              </Cell>
              <Cell className="max-w-0 truncate max-md:hidden">
                <Reference reference={entry.actor} names={names} />
              </Cell>
              <Cell className="max-w-0 truncate max-md:hidden">
                <Reference reference={entry.target} names={names} />
              </Cell>
              <Cell>
                <EntryOutcome outcome={entry.outcome} />
              </Cell>
              <Cell className="max-xl:hidden">
                <code className="font-mono text-xs text-faint" title={entry.leaf}>
                  {entry.leaf.slice(0, 12)}
                </code>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}
