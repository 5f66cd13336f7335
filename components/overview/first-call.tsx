import { Waypoints } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Empty } from "@/components/ui/states";

type FirstCallProps = {
  readonly base: string;
  readonly evaluation: boolean;
  readonly servers: number;
};

/** The overview before anything was judged: what would be here, and how the first call is made. */
export function FirstCall({ base, evaluation, servers }: FirstCallProps) {
  return (
    <Empty
      icon={Waypoints}
      title="No call has come to the gate yet"
      act={
        <Link href={`${base}/servers`} className={buttonClass({ variant: "primary" })}>
          {servers === 0 ? "Register a server" : "Choose a server and create a grant"}
        </Link>
      }
    >
      <p>
        Once an agent calls a tool through the gate, this page shows what passed, what was refused
        and by which rule.
      </p>
      <ol className="mt-4 list-decimal space-y-1 pl-5 text-left">
        <li>Register the MCP server your agents use. Nothing passes until its rules say so.</li>
        <li>Publish rules that list the tools that may be called.</li>
        <li>Create a grant, and give its address and token to the agent.</li>
      </ol>
      {evaluation ? (
        <div className="mt-4 text-left">
          <p className="mb-1.5">Or let the evaluation client make a few governed calls:</p>
          <CodeBlock code="bin/portcullis try" label="command" />
        </div>
      ) : null}
    </Empty>
  );
}
