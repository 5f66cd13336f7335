"use client";
import { FilterChoice, Filters, optionsOf, useFilters, wordOptions } from "@/components/ui/filters";

type GrantsFilterProps = {
  readonly path: string;
  readonly params: {
    readonly server?: string | undefined;
    readonly state?: string | undefined;
    /** Kept as it is. */
    readonly sort?: string | undefined;
  };
  readonly servers: readonly { readonly id: string; readonly name: string }[];
};

const STATES = { active: "Active", expired: "Expired", revoked: "Revoked" };

/** Narrows the list of grants. */
export function GrantsFilter({ path, params, servers }: GrantsFilterProps) {
  const { pending, go } = useFilters(path, params);
  return (
    <Filters pending={pending}>
      <FilterChoice
        label="Server"
        any="Any server"
        options={optionsOf(servers)}
        value={params.server}
        onChange={(server) => go({ server })}
      />
      <FilterChoice
        label="State"
        any="Any state"
        options={wordOptions(STATES)}
        value={params.state}
        onChange={(state) => go({ state })}
      />
    </Filters>
  );
}
