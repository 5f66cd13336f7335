import { CopyButton } from "@/components/ui/copy-button";
import type { Vendor } from "@/lib/identity";
import { guideFor, type Kind, type OwnValues } from "./guides";

type GuideValuesProps = {
  readonly vendor: Vendor;
  readonly kind: Kind;
  readonly own: OwnValues;
};

/** What to enter at the provider, each value to copy, and what to bring back from there. */
export function GuideValues({ vendor, kind, own }: GuideValuesProps) {
  const guide = guideFor(vendor, kind, own);
  return (
    <section aria-label="At the provider" className="rounded-md border border-line px-3.5 py-3">
      <h3 className="text-sm font-medium">At the provider</h3>
      <p className="mt-0.5 text-sm text-muted">{guide.make}</p>
      <dl className="mt-2 space-y-1.5 text-sm">
        {guide.lines.map(({ field, value }) => (
          <div key={field}>
            <dt className="text-muted">{field}</dt>
            <dd className="flex items-center gap-1 font-mono break-all">
              {value}
              {value.startsWith("http") ? (
                <CopyButton text={value} label={`Copy the value for ${field}`} />
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-sm">
        <span className="text-muted">Bring back: </span>
        {guide.back}
      </p>
      {guide.note === undefined ? null : <p className="mt-1 text-sm text-muted">{guide.note}</p>}
    </section>
  );
}
