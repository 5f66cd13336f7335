"use client";
import { RefreshCw } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import { plural } from "@/components/ui/time";
import { showToast } from "@/components/ui/toast";

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
        showToast("danger", title, `${detail} Request id ${requestId ?? "unknown"}.`);
      } else if (result.value.error !== null) {
        showToast("danger", "The tools could not be read", result.value.error);
      } else {
        showToast(
          "ok",
          `The server offers ${plural(result.value.tools, "tool")}`,
          `Ledger entry ${result.value.receipt.seq}.`,
        );
      }
    });
  return (
    <Button icon={<RefreshCw aria-hidden />} pending={pending} onClick={run}>
      Check tools now
    </Button>
  );
}
