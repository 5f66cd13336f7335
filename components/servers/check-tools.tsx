"use client";
import { RefreshCw } from "lucide-react";
import { useTransition } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";

type Checked = {
  readonly tools: number;
  readonly error: string | null;
  readonly receipt: ReceiptView;
};

/** Asks the server now what it offers. */
export function CheckTools({ check }: { readonly check: () => Promise<ActionResult<Checked>> }) {
  const [pending, start] = useTransition();
  const run = () =>
    start(async () => {
      const result = await check();
      if (!result.ok) {
        const { title, detail, requestId } = result.problem;
        toast.error(title, { description: `${detail} Request id ${requestId ?? "unknown"}.` });
      } else if (result.value.error !== null) {
        toast.error("The tools could not be read", { description: result.value.error });
      } else {
        toast.success(`The server offers ${plural(result.value.tools, "tool")}`, {
          description: `Ledger entry ${result.value.receipt.seq}.`,
        });
      }
    });
  return (
    <Button icon={<RefreshCw aria-hidden />} pending={pending} onClick={run}>
      Check tools now
    </Button>
  );
}
