"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Select } from "@/components/ui/field";
import { withParams } from "@/components/ui/href";
import { ENTRY_WORDS } from "./entry-words";

type EntryFilterProps = { readonly path: string; readonly type: string | undefined };

/** Narrows the ledger's list to one type of entry. */
export function EntryFilter({ path, type }: EntryFilterProps) {
  const router = useRouter();
  const [, start] = useTransition();
  return (
    <Select
      aria-label="Type of entry"
      fit
      value={type ?? ""}
      onChange={(event) => {
        const href = withParams(path, {}, { type: event.target.value });
        start(() => router.replace(href, { scroll: false }));
      }}
    >
      <option value="">All entries</option>
      {Object.entries(ENTRY_WORDS).map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </Select>
  );
}
