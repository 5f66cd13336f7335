"use client";

export type Reviewer = { readonly id: string; readonly name: string };

type ReviewerChoiceProps = {
  readonly people: readonly Reviewer[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
  readonly error?: string | undefined;
};

/** Chooses who decides a review, among those who may. */
export function ReviewerChoice({ people, chosen, onChange, error }: ReviewerChoiceProps) {
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="min-w-0" data-faulty={error ? true : undefined} tabIndex={-1}>
      <legend className="text-sm font-medium">Who decides</legend>
      <p className="mb-1.5 text-sm text-faint">
        None chosen: whoever may decide reviews. Nobody decides on themselves.
      </p>
      {error ? (
        <p role="alert" className="mb-1.5 text-sm text-danger-text">
          {error}
        </p>
      ) : null}
      <div className="max-h-44 overflow-y-auto rounded-md border border-line px-3 py-1.5">
        {people.map(({ id, name }) => (
          <label
            key={id}
            className="flex cursor-pointer items-center gap-2.5 py-1 pointer-coarse:py-2"
          >
            <input
              type="checkbox"
              className="size-3.5 shrink-0 accent-accent"
              checked={chosen.has(id)}
              onChange={() => toggle(id)}
            />
            <span className="min-w-0 truncate">{name}</span>
          </label>
        ))}
        {people.length === 0 ? (
          <p className="py-1 text-sm text-muted">Nobody to choose from.</p>
        ) : null}
      </div>
    </fieldset>
  );
}
