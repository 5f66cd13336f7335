import { nameReference } from "./entry-words";

type ReferenceProps = {
  readonly reference: string;
  readonly names: Readonly<Record<string, string>>;
};

/** Who or what an entry names, its name first. */
export function Reference({ reference, names }: ReferenceProps) {
  const { name, kind, id } = nameReference(reference, names);
  return (
    <span title={reference}>
      {name}
      {kind ? <span className="text-faint"> {kind}</span> : null}
      {!kind && id ? <code className="font-mono text-xs text-faint"> …{id.slice(-6)}</code> : null}
    </span>
  );
}
