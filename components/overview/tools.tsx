import Link from "next/link";
import { withParams } from "@/components/ui/href";
import { count } from "@/components/ui/time";
import type { DecisionSummary } from "@/lib/decisions";

type ToolsProps = {
  readonly tools: DecisionSummary["tools"];
  readonly decisions: string;
  readonly within: { readonly from: string; readonly to: string };
};

/** Which tools were called most, and how that ended. */
export function Tools({ tools, decisions, within }: ToolsProps) {
  return (
    <table className="w-full text-base">
      <caption className="sr-only">Calls by tool and outcome</caption>
      <thead>
        <tr className="text-left text-xs text-faint">
          <th scope="col" className="border-b border-line pb-2 font-medium">
            Tool
          </th>
          {["Passed", "Failed", "Refused"].map((name) => (
            <th
              key={name}
              scope="col"
              className="w-18 border-b border-line pb-2 text-right font-medium"
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tools.map((row) => (
          <tr key={`${row.serverId} ${row.tool}`} className="relative hover:bg-hover">
            <th scope="row" className="border-b border-line py-2.5 text-left font-normal">
              <Link
                prefetch={false}
                href={withParams(decisions, within, {
                  server: row.serverId,
                  tool: row.tool ?? undefined,
                })}
                className="font-medium after:absolute after:inset-0"
              >
                {row.tool ?? "No tool"}
              </Link>{" "}
              <span className="text-faint">on {row.serverName}</span>
            </th>
            <Count value={row.passed} />
            <Count value={row.failed} />
            <Count value={row.refused} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Count({ value }: { readonly value: number }) {
  return (
    <td className={`border-b border-line text-right ${value === 0 ? "text-faint" : ""}`}>
      {count(value)}
    </td>
  );
}
