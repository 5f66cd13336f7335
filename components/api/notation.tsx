import { Prose } from "@/components/ui/prose";

export type Piece = { readonly text: string; readonly form?: string };
export type MemberRow = {
  readonly name: string;
  readonly place?: string;
  readonly required: boolean;
  readonly type: readonly Piece[];
  readonly description: string;
  readonly members?: readonly MemberRow[];
};

/** A form's notation, in which the names of other forms lead to them. */
export function Notation({ pieces }: { readonly pieces: readonly Piece[] }) {
  return (
    <code className="font-mono text-xs break-words text-muted">
      {pieces.map((piece, place) => {
        // The pieces of a notation keep their places.
        const key = `${place}`;
        return piece.form === undefined ? (
          <span key={key}>{piece.text}</span>
        ) : (
          // A plain link: the browser itself opens what it leads to.
          <a key={key} href={`#${piece.form}`} className="text-accent-text underline">
            {piece.text}
          </a>
        );
      })}
    </code>
  );
}

/** Members of a form, or parameters of an operation, each with its type and what it is. */
export function Members({ rows }: { readonly rows: readonly MemberRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul className="mt-1 border-l border-line pl-3">
      {rows.map((row) => (
        <li key={`${row.place}${row.name}`} className="py-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <code className="font-mono text-xs font-semibold break-all">{row.name}</code>
            <Notation pieces={row.type} />
            {row.place === undefined ? null : (
              <span className="text-xs text-faint">{row.place}</span>
            )}
            {row.required ? null : <span className="text-xs text-faint">optional</span>}
          </span>
          {row.description === "" ? null : (
            <p className="text-sm text-muted">
              <Prose text={row.description} />
            </p>
          )}
          <Members rows={row.members ?? []} />
        </li>
      ))}
    </ul>
  );
}
