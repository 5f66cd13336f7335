import { CircleCheck, type LucideIcon, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

export type Thing = {
  readonly name: string;
  readonly well: boolean;
  readonly word: string;
  readonly detail: ReactNode;
  readonly href?: string;
};

/** The state of what everything else stands on: one line each, a word and a shape before the detail. */
export function Things({ things }: { readonly things: readonly Thing[] }) {
  return (
    <ul className="mb-6 grid rounded-lg border border-line sm:grid-cols-3 sm:divide-x sm:divide-line max-sm:divide-y max-sm:divide-line">
      {things.map((thing) => {
        const Icon: LucideIcon = thing.well ? CircleCheck : TriangleAlert;
        return (
          <li key={thing.name} className="flex min-w-0 gap-2.5 px-4 py-3 sm:px-5">
            <Icon
              aria-hidden
              className={cx(
                "mt-0.5 size-4 shrink-0",
                thing.well ? "text-ok-text" : "text-warn-text",
              )}
            />
            <div className="min-w-0">
              <p>
                {thing.href ? (
                  <Link href={thing.href} className="font-medium hover:underline">
                    {thing.name}
                  </Link>
                ) : (
                  <span className="font-medium">{thing.name}</span>
                )}{" "}
                <span className={thing.well ? "text-muted" : "text-warn-text"}>{thing.word}</span>
              </p>
              <p className="text-sm text-faint">{thing.detail}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
