import { EffectBadge } from "@/components/rules/effect-badge";
import { type Effect, effectiveState, effectWords } from "@/components/rules/effective-state";
import { RowKeys } from "@/components/ui/row-keys";
import { type Sorting, sortedBy } from "@/components/ui/sorted";
import { Cell, Head, Row, RowLink, Table } from "@/components/ui/table";
import type { RulesDocument } from "@/lib/policy/rules.schema";
import type { ToolView } from "@/lib/servers";

export type ToolSort = Sorting<"name" | "state">["sort"];

type ToolTableProps = {
  readonly tools: readonly ToolView[];
  readonly rules: RulesDocument | null;
  readonly sort: ToolSort;
  readonly sortHref: (sort: ToolSort) => string;
  readonly hrefOf: (name: string) => string;
  readonly openName: string | undefined;
};

const ORDER = ["allowed", "limited", "conditional", "refused", "hidden"] as const;

/** The tools a server was last seen to offer, and what the rules in force mean for each. */
export function ToolTable(props: ToolTableProps) {
  const rows = props.tools.map((tool) => ({
    tool,
    effect: effectiveState(props.rules, tool.name),
  }));
  const sorting = { sort: props.sort, hrefOf: props.sortHref };
  const sorted = rows.toSorted((a, b) => compare(a, b, props.sort));
  return (
    <RowKeys>
      <Table aria-label="Tools">
        <thead>
          <tr>
            <Head {...sortedBy(sorting, "name")}>Tool</Head>
            <Head className="w-32" {...sortedBy(sorting, "state")}>
              Rules say
            </Head>
            <Head className="w-[38%] max-md:hidden">Depends on</Head>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ tool, effect }) => (
            <Row key={tool.name} open={tool.name === props.openName}>
              <Cell className="max-w-0 py-2">
                <RowLink href={props.hrefOf(tool.name)} className="block truncate">
                  {tool.name}
                </RowLink>
                <span className="block truncate text-xs text-faint">
                  {tool.description ?? tool.title ?? "No description"}
                </span>
              </Cell>
              <Cell>
                <EffectBadge state={effect.state} />
              </Cell>
              <Cell className="text-sm text-muted max-md:hidden">{effectWords(effect)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </RowKeys>
  );
}

type Line = { readonly tool: ToolView; readonly effect: Effect };

function compare(a: Line, b: Line, sort: ToolSort): number {
  const way = sort.startsWith("-") ? -1 : 1;
  const byName = a.tool.name.localeCompare(b.tool.name);
  if (sort.endsWith("name")) return way * byName;
  return way * (ORDER.indexOf(a.effect.state) - ORDER.indexOf(b.effect.state)) || byName;
}
