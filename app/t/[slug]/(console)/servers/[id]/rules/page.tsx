import { schemaPaths } from "@/components/rules/schema-paths";
import { Workbench } from "@/components/rules/workbench";
import { Failed } from "@/components/ui/states";
import { nameRecords } from "@/lib/access";
import { DENY_ALL, type RulesDocument, rulesSchema } from "@/lib/policy";
import { listRuleVersions } from "@/lib/servers";
import { readFor } from "../../../../attempt";
import { permit } from "../../../permit";
import { publish } from "../actions";
import { readServer } from "../read-server";

type Props = { readonly params: Promise<{ slug: string; id: string }> };

export default async function RulesPage({ params }: Props) {
  const { slug, id } = await params;
  const { base, caller, found } = await readServer(slug, id);
  // The frame shows the problem.
  if (!found.ok) return null;
  const history = await readFor(caller, async (house) => {
    const versions = await listRuleVersions(house, caller, id);
    const names = await nameRecords(
      house,
      caller,
      versions.map(({ publishedBy }) => publishedBy),
    );
    return versions.map(({ version, hash, publishedAt, publishedBy }) => ({
      version,
      hash,
      publishedAt,
      by:
        names.get(publishedBy) ?? (publishedBy.startsWith("system:") ? "Portcullis" : "an API key"),
    }));
  });
  if (!history.ok) {
    return <Failed problem={history.problem} consequence="The published rules stay in force." />;
  }
  const published = documentOf(found.value.rules?.document);
  return (
    <Workbench
      base={base}
      serverId={id}
      actor={caller.actor}
      tools={found.value.server.tools.map(({ name, title, description, definition }) => ({
        name,
        description: description ?? title,
        paths: schemaPaths(definition),
      }))}
      published={published}
      versions={history.value}
      start={published ?? DENY_ALL}
      grantsHref={
        found.value.grants.some(({ revokedAt }) => revokedAt === null)
          ? undefined
          : `${base}/servers/${id}/grants`
      }
      permit={permit(caller, "rules:write")}
      publish={publish.bind(null, slug, id)}
    />
  );
}

function documentOf(stored: unknown): RulesDocument | null {
  const parsed = rulesSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}
