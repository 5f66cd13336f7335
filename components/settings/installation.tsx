import { CircleCheck, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Id } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";

export type InstallationView = {
  readonly mode: "evaluation" | "production";
  readonly version: string;
  readonly node: string;
  readonly console: string;
  readonly gate: string;
  readonly database: { readonly text: string; readonly belowFloor: boolean };
};

/** What this organisation runs on: the same for every organisation of the installation. */
export function Installation({ installation }: { readonly installation: InstallationView }) {
  const { mode, version, node, console: origin, gate, database } = installation;
  return (
    <div className="space-y-4">
      {database.belowFloor ? (
        <div className="flex gap-2.5 rounded-md bg-warn-soft px-3 py-2.5">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />
          <p>
            <span className="font-medium text-warn-text">
              PostgreSQL {database.text} is below the security floor 18.7.
            </span>{" "}
            It lacks a fix for rows that policies hide being readable by who sends their own SQL.{" "}
            {mode === "evaluation"
              ? "Evaluation comes with this release; production refuses it."
              : "This installation was told to run on it nevertheless."}
          </p>
        </div>
      ) : null}
      <Facts
        facts={[
          {
            name: "Mode",
            value:
              mode === "production" ? (
                <Badge tone="ok" icon={CircleCheck}>
                  Production
                </Badge>
              ) : (
                <>
                  <Badge tone="warn" icon={TriangleAlert}>
                    Evaluation
                  </Badge>{" "}
                  <span className="text-sm text-muted">
                    This machine only, with generated accounts. Not for real data.
                  </span>
                </>
              ),
          },
          {
            name: "Control API",
            value: <Id value={`${origin}/api/v1`} label="Copy address of the control API" />,
          },
          { name: "Gate", value: <Id value={gate} label="Copy address of the gate" /> },
          { name: "Portcullis", value: version },
          { name: "Node.js", value: node },
          { name: "PostgreSQL", value: database.text },
        ]}
      />
    </div>
  );
}
