"use client";
import { useId, useState } from "react";
import { Input, Select } from "@/components/ui/field";
import { OVERLAPS, overlapSeconds, UNIT_NAMES, type Unit } from "./key-state";

type OverlapChoiceProps = {
  readonly value: number;
  readonly onChange: (seconds: number) => void;
  readonly error?: string | undefined;
};

/** For how long the old key goes on working: one of a few, or an own time. */
export function OverlapChoice({ value, onChange, error }: OverlapChoiceProps) {
  const id = useId();
  const [custom, setCustom] = useState(false);
  const [amount, setAmount] = useState("12");
  const [unit, setUnit] = useState<Unit>("hours");
  const type = (nextAmount: string, nextUnit: Unit) => {
    setAmount(nextAmount);
    setUnit(nextUnit);
    onChange(overlapSeconds(nextAmount, nextUnit));
  };
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-medium">The old key goes on working for</legend>
      <div className="divide-y divide-line rounded-md border border-line">
        {OVERLAPS.map((overlap) => (
          <label
            key={overlap.value}
            className="flex cursor-pointer items-center gap-2.5 px-3 py-2 pointer-coarse:py-3"
          >
            <input
              type="radio"
              name="overlap"
              className="accent-accent"
              checked={!custom && value === overlap.seconds}
              onChange={() => {
                setCustom(false);
                onChange(overlap.seconds);
              }}
            />
            {overlap.seconds === 0 ? "No longer: it ends now" : overlap.label}
          </label>
        ))}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2">
          <label className="flex cursor-pointer items-center gap-2.5 pointer-coarse:py-1">
            <input
              type="radio"
              name="overlap"
              className="accent-accent"
              checked={custom}
              onChange={() => {
                setCustom(true);
                type(amount, unit);
              }}
            />
            Another time
          </label>
          {custom ? (
            <span className="flex gap-2">
              <Input
                aria-label="How many"
                inputMode="decimal"
                className="w-20"
                value={amount}
                aria-invalid={error ? true : undefined}
                onChange={(event) => type(event.target.value, unit)}
              />
              <Select
                fit
                aria-label="Unit"
                value={unit}
                onChange={(event) => type(amount, event.target.value as Unit)}
              >
                {UNIT_NAMES.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </Select>
            </span>
          ) : null}
        </div>
      </div>
      {error ? (
        <p id={`${id}-error`} className="mt-1.5 text-sm text-danger-text">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
