import { plural } from "@/components/ui/time";
import { type Called, changeWords } from "./words";

/** What a change would do, as the server judged it. */
export type Preview = {
  readonly people: number;
  readonly total: number;
  readonly changes: readonly (Parameters<typeof changeWords>[0] & {
    readonly userName: string;
    readonly name: string;
  })[];
};

type ChangesProps = {
  readonly seen: Preview;
  /** Whom it was held against, after "12 people". */
  readonly of: string;
  readonly called: Called;
};

/** To whom what would happen. */
export function Changes({ seen, of, called }: ChangesProps) {
  if (seen.total === 0)
    return (
      <p className="text-muted">
        Of {plural(seen.people, "person", "people")} {of} nobody would change.
      </p>
    );
  return (
    <>
      <p className="mb-1.5 font-medium">What would happen to whom</p>
      <ul className="max-h-56 divide-y divide-line overflow-auto rounded-md border border-line">
        {seen.changes.map((change) => (
          <li key={change.userName} className="px-3 py-2">
            <span className="font-medium">{change.name}</span>{" "}
            <span className="text-muted">{changeWords(change, called)}</span>
          </li>
        ))}
      </ul>
      {seen.total > seen.changes.length ? (
        <p className="mt-1.5 text-muted">and {seen.total - seen.changes.length} more.</p>
      ) : null}
    </>
  );
}
