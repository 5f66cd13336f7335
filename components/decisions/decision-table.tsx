import { Ago } from "@/components/ui/ago";
import { cx } from "@/components/ui/cx";
import { RowKeys } from "@/components/ui/row-keys";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import { duration } from "@/components/ui/time";
import type { DecisionView } from "@/lib/decisions";
import { decisionState } from "./state";
import { StateBadge } from "./state-badge";

type DecisionTableProps = {
  readonly decisions: readonly DecisionView[];
  readonly hrefOf: (id: string) => string;
  readonly openId: string | undefined;
};

/** Decisions, newest first: what was called, what became of it, and why. */
export function DecisionTable({ decisions, hrefOf, openId }: DecisionTableProps) {
  return (
    <RowKeys>
      <Table aria-label="Decisions">
        <thead>
          <tr>
            <Head className="w-26">When</Head>
            <Head className="w-32">Outcome</Head>
            <Head className="md:w-56">Tool</Head>
            <Head className="max-md:hidden">Why</Head>
            <Head className="w-36 max-lg:hidden">Grant</Head>
            <Head className="w-20 text-right max-lg:hidden">Took</Head>
          </tr>
        </thead>
        <tbody>
          {decisions.map((decision) => (
            <Row key={decision.id} open={decision.id === openId}>
              <Cell className="text-sm text-muted">
                <Ago at={decision.at} />
              </Cell>
              <Cell>
                <StateBadge decision={decision} />
              </Cell>
              <Cell className="max-w-0 max-md:py-2">
                <RowLink href={hrefOf(decision.id)} className="block truncate">
                  {decision.tool ?? decision.method}
                </RowLink>
                <span className="block truncate text-xs text-faint">{decision.serverName}</span>
                {decision.decision === "refuse" ? (
                  <span className="mt-0.5 block text-xs text-muted md:hidden">{decision.why}</span>
                ) : null}
              </Cell>
              <Cell className="max-w-0 max-md:hidden">
                <Why decision={decision} />
              </Cell>
              <Cell className="max-w-0 truncate text-sm text-muted max-lg:hidden">
                {decision.grantName}
              </Cell>
              <Cell className="text-right text-sm text-muted max-lg:hidden">
                {decision.durationMs === null ? "" : duration(decision.durationMs)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

/** Why a call did not simply pass; a call that did needs no reason. */
function Why({ decision }: { readonly decision: DecisionView }) {
  const refused = decision.decision === "refuse";
  const passed = decision.outcome === "answered";
  const words = refused
    ? decision.why
    : passed
      ? "Within the rules."
      : decisionState(decision).meaning;
  return (
    <span
      className={cx("line-clamp-2 text-sm", passed && !refused ? "text-faint" : "text-text")}
      title={words ?? undefined}
    >
      {words}
    </span>
  );
}
