"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { cx } from "@/components/ui/cx";
import { Select } from "@/components/ui/field";
import { withParams } from "@/components/ui/href";

type GrantsFilterProps = {
  readonly path: string;
  readonly params: { readonly server?: string | undefined; readonly state?: string | undefined };
  readonly servers: readonly { readonly id: string; readonly name: string }[];
};

/** Narrows the list of grants; every choice is in the address. */
export function GrantsFilter({ path, params, servers }: GrantsFilterProps) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const go = (patch: Partial<Record<"server" | "state", string>>) =>
    start(() => router.replace(withParams(path, params, patch), { scroll: false }));
  return (
    <search
      aria-label="Filters"
      className={cx("mb-2 flex flex-wrap items-center gap-2", pending && "opacity-70")}
    >
      <Select
        aria-label="Server"
        fit
        className="max-w-44"
        value={params.server ?? ""}
        onChange={(event) => go({ server: event.target.value })}
      >
        <option value="">Any server</option>
        {servers.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="State"
        fit
        value={params.state ?? ""}
        onChange={(event) => go({ state: event.target.value })}
      >
        <option value="">Any state</option>
        <option value="active">Active</option>
        <option value="expired">Expired</option>
        <option value="revoked">Revoked</option>
      </Select>
    </search>
  );
}
