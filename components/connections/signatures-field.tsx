import { Field, Select } from "@/components/ui/field";
import { SIGNATURE_WORDS, type Signatures } from "./signature-words";

type SignaturesFieldProps = {
  readonly value: Signatures;
  readonly choose: (value: Signatures) => void;
};

/** What a SAML provider must sign, with what less than both gives up. */
export function SignaturesField({ value, choose }: SignaturesFieldProps) {
  const { warning } = SIGNATURE_WORDS[value];
  return (
    <div className="flex flex-col gap-2">
      <Field label="The provider must sign">
        <Select
          name="signatures"
          value={value}
          onChange={(event) => choose(event.target.value as Signatures)}
        >
          {Object.entries(SIGNATURE_WORDS).map(([id, { name }]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      {warning === null ? null : (
        <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn-text">
          {warning}
        </p>
      )}
    </div>
  );
}
