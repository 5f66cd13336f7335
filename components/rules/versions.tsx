import { CircleCheck } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DiffView } from "./diff-view";

export type VersionView = {
  readonly version: number;
  readonly hash: string;
  readonly text: string;
  readonly publishedAt: string;
  readonly by: string;
};

type VersionsProps = {
  readonly versions: readonly VersionView[];
  readonly onLoad?: (version: VersionView) => void;
};

/** Every version there was, newest first, each with what it changed. */
export function Versions({ versions, onLoad }: VersionsProps) {
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
              <Button size="sm" variant="quiet" onClick={() => onLoad(version)}>
                Load into the editor
              </Button>
            ) : null}
          </div>
          <details className="mt-1">
            <summary className="w-fit text-sm text-muted hover:text-text">What it changed</summary>
            <div className="mt-1.5">
              <DiffView before={versions[index + 1]?.text ?? ""} after={version.text} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
