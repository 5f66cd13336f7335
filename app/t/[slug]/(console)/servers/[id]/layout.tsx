import type { Metadata } from "next";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";
import { Failed } from "@/components/ui/states";
import { TabNav } from "@/components/ui/tab-nav";
import { readServer } from "./read-server";

type Props = {
  readonly params: Promise<{ slug: string; id: string }>;
  readonly children: ReactNode;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug, id } = await params;
  const { found } = await readServer(slug, id).catch(() => ({ found: null }));
  if (found === null) return { title: "Not found" };
  return { title: found.ok ? found.value.server.name : "Server" };
}

/** The frame of one server: what it is, and its three parts. */
export default async function ServerLayout({ params, children }: Props) {
  const { slug, id } = await params;
  const { base, path, found } = await readServer(slug, id);
  const back = { href: `${base}/servers`, label: "Servers" };
  if (!found.ok) {
    return (
      <>
        <PageHeader title="Server" back={back} />
        <Failed
          problem={found.problem}
          consequence="The gate goes on judging calls by the published rules."
        />
      </>
    );
  }
  const { server, rules, grants } = found.value;
  const live = grants.filter((grant) => grant.revokedAt === null).length;
  return (
    <>
      <PageHeader
        title={server.name}
        back={back}
        purpose={
          <span className="font-mono text-sm break-all">
            {server.url ?? [server.command, ...server.args].join(" ")}
          </span>
        }
      />
      <TabNav
        label="Parts of this server"
        tabs={[
          { href: path, label: "Tools", count: String(server.tools.length) },
          {
            href: `${path}/rules`,
            label: "Rules",
            count: rules === null ? "none" : `v${rules.version}`,
          },
          { href: `${path}/grants`, label: "Grants", count: String(live) },
        ]}
      />
      {children}
    </>
  );
}
