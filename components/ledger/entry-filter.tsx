"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Select } from "@/components/ui/field";
import { withParams } from "@/components/ui/href";
import { TypedFilter } from "@/components/ui/typed-filter";
import { ENTRY_WORDS } from "./entry-words";

type EntryParams = { readonly type: string | undefined; readonly request: string | undefined };
type EntryFilterProps = { readonly path: string; readonly params: EntryParams };

/** Narrows the ledger's list to one type of entry, or to what one request wrote. */
export function EntryFilter({ path, params }: EntryFilterProps) {
  const router = useRouter();
  const [, start] = useTransition();
  const go = (patch: Partial<EntryParams>) =>
    start(() => router.replace(withParams(path, params, patch), { scroll: false }));
  return (
    <search aria-label="Filters" className="flex flex-wrap gap-2">
      <Select
        aria-label="Type of entry"
        fit
        value={params.type ?? ""}
        onChange={(event) => go({ type: event.target.value })}
      >
        <option value="">All entries</option>
        {Object.entries(ENTRY_WORDS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      <TypedFilter
        label="Request id"
        className="w-52"
        value={params.request}
        onChange={(request) => go({ request })}
      />
    </search>
  );
}
