"use client";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { cx } from "./cx";
import { Input } from "./field";

type TypedFilterProps = {
  readonly label: string;
  readonly value: string | undefined;
  /** Called once typing has paused, with the text trimmed. */
  readonly onChange: (value: string) => void;
  /** How long a pause ends the typing, in milliseconds: none where nothing is asked of a server. */
  readonly delayMs?: number;
  readonly className?: string;
};

const TYPING_MS = 350;

/** A filter that is typed. The address holds its value, so it follows when that changes elsewhere. */
export function TypedFilter({
  label,
  value = "",
  onChange,
  delayMs = TYPING_MS,
  className,
}: TypedFilterProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className={cx("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        className="pl-8"
        value={text}
        onChange={(event) => {
          const typed = event.target.value;
          setText(typed);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onChange(typed.trim()), delayMs);
        }}
      />
    </div>
  );
}
