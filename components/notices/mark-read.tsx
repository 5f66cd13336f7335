"use client";
import { Check } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/components/ui/result";
import { showToast } from "@/components/ui/toast";

type MarkReadProps = {
  readonly markRead: () => Promise<ActionResult<{ readonly read: number }>>;
};

/** Takes the mark of the new from every notice. */
export function MarkRead({ markRead }: MarkReadProps) {
  const [pending, start] = useTransition();
  const act = () =>
    start(async () => {
      const result = await markRead();
      if (!result.ok) showToast("danger", result.problem.title, result.problem.detail);
    });
  return (
    <Button onClick={act} pending={pending} icon={<Check aria-hidden />}>
      Mark all as read
    </Button>
  );
}
