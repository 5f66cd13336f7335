import { Bell } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { MarkRead } from "@/components/notices/mark-read";
import { NoticeList } from "@/components/notices/notice-list";
import { buttonClass } from "@/components/ui/button";
import { oneParam, type Params, withParams } from "@/components/ui/href";
import { PageHeader } from "@/components/ui/page-header";
import { Segments } from "@/components/ui/segments";
import { Empty, Failed } from "@/components/ui/states";
import { listNotices } from "@/lib/notices";
import { readFor, visitor } from "../../attempt";
import { markRead } from "./actions";

export const metadata: Metadata = { title: "Notices" };

const PURPOSE = "What you were told: changes that concern you, and what wants your attention.";

type Props = {
  readonly params: Promise<{ slug: string }>;
  readonly searchParams: Promise<Params>;
};

export default async function NoticesPage({ params, searchParams }: Props) {
  const { slug, base, caller } = await visitor(params);
  const search = await searchParams;
  const path = `${base}/notices`;
  const unread = oneParam(search.show) === "unread";
  const cursor = oneParam(search.cursor);
  const found = await readFor(caller, (house) =>
    listNotices(house, caller, { limit: 50, cursor, unread }),
  );
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Notices" purpose={PURPOSE} />
        <Failed problem={found.problem} consequence="No notice is lost." />
      </>
    );
  }
  const { data, nextCursor } = found.value;
  const some = data.some(({ readAt }) => readAt === null);
  const shown = { show: unread ? "unread" : undefined };
  return (
    <>
      <PageHeader
        title="Notices"
        purpose={PURPOSE}
        act={some ? <MarkRead markRead={markRead.bind(null, slug, "all")} /> : null}
      />
      <div className="mb-4 flex">
        <Segments
          label="Which notices"
          items={[
            { href: path, label: "All", current: !unread },
            {
              href: withParams(path, {}, { show: "unread" }),
              label: "Not read yet",
              current: unread,
            },
          ]}
        />
      </div>
      {data.length === 0 ? (
        <Empty icon={Bell} title={unread ? "Everything is read" : "Nothing to tell you"}>
          When something that concerns you changes, such as your role, it stands here, and it is
          sent to your mail address where the installation has a mail server.
        </Empty>
      ) : (
        <NoticeList notices={data} base={base} />
      )}
      {nextCursor === null ? null : (
        <nav aria-label="Pages" className="mt-4 flex justify-end">
          <Link href={withParams(path, shown, { cursor: nextCursor })} className={buttonClass()}>
            Older
          </Link>
        </nav>
      )}
    </>
  );
}
