import { Facts } from "@/components/ui/facts";
import type { PolicySection } from "@/lib/access";
import { type PolicyField, SECTIONS } from "./fields";

type PolicyShownProps = {
  readonly section: PolicySection;
  readonly document: Readonly<Record<string, unknown>>;
};

/** A section of the policy for those who may not change it. */
export function PolicyShown({ section, document }: PolicyShownProps) {
  const facts = SECTIONS[section].fields.map((field) => ({
    name: field.label,
    value: wordsFor(field, document[field.name]),
  }));
  return <Facts className="max-w-[640px]" facts={facts} />;
}

function wordsFor(field: PolicyField, value: unknown): string {
  const all = (Array.isArray(value) ? value : [value]).map(String);
  switch (field.kind) {
    case "number":
      return `${value} ${field.unit}`;
    case "switch":
      return value === true ? "Yes" : "No";
    case "lines":
      return all.join(", ") || "None";
    default:
      return (
        all
          .map((one) => field.options.find((option) => option.value === one)?.label ?? one)
          .join(", ") || "None"
      );
  }
}
