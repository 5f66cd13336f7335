import { Facts } from "@/components/ui/facts";
import type { PolicySection } from "@/lib/access";
import { fieldsOf, type OwnOptions, type PolicyField } from "./fields";
import { linesOfNamed } from "./named-networks";

type PolicyShownProps = {
  readonly section: PolicySection;
  readonly document: Readonly<Record<string, unknown>>;
  readonly options?: OwnOptions;
};

/** A section of the policy for those who may not change it. */
export function PolicyShown({ section, document, options }: PolicyShownProps) {
  const facts = fieldsOf(section, options).map((field) => ({
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
    case "named-networks":
      return linesOfNamed(value).join("; ") || "None";
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
