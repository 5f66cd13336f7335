"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { DiffView } from "./diff-view";
import { formatRules } from "./format-rules";

export type VersionView = {
  readonly version: number;
  readonly hash: string;
  readonly publishedAt: string;
  readonly by: string;
};

type VersionsProps = {
  readonly serverId: string;
  readonly versions: readonly VersionView[];
  /** Takes the text of an older version. */
  readonly onLoad?: (text: string) => void;
};

/** Every version there was, newest first, each with what it changed. */
export function Versions({ serverId, versions, onLoad }: VersionsProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const texts = useTexts(serverId, versions[0]?.version ?? 0, opened.size > 0);
  const load = async (version: number) => {
    const { data, error } = await texts.refetch();
    const text = data?.get(version);
    if (text !== undefined) onLoad?.(text);
    else showToast("danger", "The version was not loaded", problemOf(error).detail);
  };
  return (
    <ul className="divide-y divide-line border-y border-line">
      {versions.map((version, index) => (
        <li key={version.version} className="py-2">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="flex w-40 items-center gap-2 font-medium">
              Version {version.version}
              {index === 0 ? (
                <Badge tone="ok" icon={CircleCheck}>
                  In force
                </Badge>
              ) : null}
            </span>
            <code className="font-mono text-xs text-faint" title={version.hash}>
              {version.hash.slice(0, 12)}
            </code>
            <span className="min-w-0 flex-1 text-sm text-muted">
              <Ago at={version.publishedAt} /> by {version.by}
            </span>
            {index > 0 && onLoad ? (
              <Button size="sm" variant="quiet" onClick={() => load(version.version)}>
                Load into the editor
              </Button>
            ) : null}
          </div>
          <details
            className="mt-1"
            onToggle={() => setOpened((now) => new Set(now).add(version.version))}
          >
            <summary className="w-fit text-sm text-muted hover:text-text">What it changed</summary>
            <div className="mt-1.5">
              {!opened.has(version.version) ? null : texts.data === undefined ? (
                <p className="text-sm text-muted">
                  {texts.error === null ? "Loading." : problemOf(texts.error).detail}
                </p>
              ) : (
                <DiffView
                  before={texts.data.get(version.version - 1) ?? ""}
                  after={texts.data.get(version.version) ?? ""}
                />
              )}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** The texts of the versions by their numbers, asked for when they are first needed: they can be long. */
function useTexts(serverId: string, newest: number, needed: boolean) {
  return useQuery({
    queryKey: ["rule-versions", serverId, newest],
    queryFn: async ({ signal }) => {
      const params = { id: serverId };
      const { data } = await ask("GET /api/v1/servers/{id}/rules/versions", { params }, { signal });
      return new Map(data.map(({ version, document }) => [version, formatRules(document)]));
    },
    enabled: needed,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
