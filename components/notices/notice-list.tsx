import { Info, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { Id } from "@/components/ui/copy-button";
import type { NoticeView } from "@/lib/notices";

type NoticeListProps = { readonly notices: readonly NoticeView[]; readonly base: string };

/** What a person was told, newest first. What was not read yet says so in a word. */
export function NoticeList({ notices, base }: NoticeListProps) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {notices.map((notice) => {
        const Icon = notice.weight === "warning" ? TriangleAlert : Info;
        return (
          <li key={notice.id} className="flex gap-3 py-3.5">
            <Icon
              aria-hidden
              className={
                notice.weight === "warning"
                  ? "mt-0.5 size-4 shrink-0 text-warn-text"
                  : "mt-0.5 size-4 shrink-0 text-muted"
              }
            />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Link
                  href={`${base}${notice.path}`}
                  className="font-medium underline-offset-2 hover:underline"
                >
                  {notice.title}
                </Link>
                {notice.readAt === null ? <Badge tone="accent">New</Badge> : null}
                <Ago at={notice.createdAt} className="text-sm text-faint" />
              </p>
              <p className="mt-0.5 max-w-[72ch] text-muted">{notice.text}</p>
              <p className="mt-1 flex flex-wrap items-center gap-1.5 text-sm text-faint">
                Request id <Id value={notice.requestId} label="Copy request id" />
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
