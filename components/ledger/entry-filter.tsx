"use client";
import { FilterChoice, Filters, useFilters, wordOptions } from "@/components/ui/filters";
import { TypedFilter } from "@/components/ui/typed-filter";
import { ENTRY_WORDS } from "./entry-words";

type EntryFilterProps = {
  readonly path: string;
  readonly params: { readonly type: string | undefined; readonly request: string | undefined };
};

/** Narrows the ledger's list to one type of entry, or to what one request wrote. */
export function EntryFilter({ path, params }: EntryFilterProps) {
  const { pending, go } = useFilters(path, params);
  return (
    <Filters pending={pending}>
      <FilterChoice
        label="Type of entry"
        any="All entries"
        options={wordOptions(ENTRY_WORDS)}
        value={params.type}
        onChange={(type) => go({ type })}
      />
      <TypedFilter
        label="Request id"
        className="w-52"
        value={params.request}
        onChange={(request) => go({ request })}
      />
    </Filters>
  );
}
