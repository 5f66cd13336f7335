import { permissionSentence } from "@/components/access/permission-groups";
import { Section } from "@/components/ui/facts";
import type { ReviewLineView } from "@/lib/reviews";
import { difference } from "./line-words";

/** What was held then, and what is held now, where that is something else. */
export function LineDifference({ line }: { readonly line: ReviewLineView }) {
  const found = difference(line);
  if (found === null) return null;
  const { role, gained, lost, sees } = found;
  return (
    <Section
      title="Held then, holds now"
      note={line.kept === null ? "Since the review began." : "Since it was kept."}
    >
      <div className="space-y-3">
        {role === null ? null : (
          <p>
            {role[0]} then, <strong className="font-medium">{role[1]}</strong> now.
          </p>
        )}
        {sees === null ? null : (
          <p>
            Saw {sees[0]} then, sees <strong className="font-medium">{sees[1]}</strong> now.
          </p>
        )}
        <Permissions title="May now, and could not then" names={gained} />
        <Permissions title="Could then, and may not now" names={lost} />
      </div>
    </Section>
  );
}

function Permissions({
  title,
  names,
}: {
  readonly title: string;
  readonly names: readonly string[];
}) {
  if (names.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-xs font-medium text-faint">{title}</h3>
      <ul className="space-y-1">
        {names.map((name) => (
          <li key={name}>
            {permissionSentence(name)} <code className="font-mono text-xs text-faint">{name}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
