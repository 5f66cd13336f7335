"use client";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { cx } from "@/components/ui/cx";
import { Select } from "@/components/ui/field";
import { withParams } from "@/components/ui/href";
import { utc } from "@/components/ui/time";
import { TypedFilter } from "@/components/ui/typed-filter";
import { type DecisionParams, SPANS, STATES } from "./filter";

type FilterBarProps = {
  readonly path: string;
  readonly params: DecisionParams;
  readonly servers: readonly { readonly id: string; readonly name: string }[];
};

/** Narrows the list of decisions. Every choice is in the address, so a view can be shared. */
export function FilterBar({ path, params, servers }: FilterBarProps) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const go = (patch: Partial<Record<keyof DecisionParams, string | undefined>>) =>
    start(() => router.replace(withParams(path, params, patch), { scroll: false }));
  const any = Object.keys(params).length > 0;
  return (
    <search
      aria-label="Filters"
      className={cx("mb-4 flex flex-wrap items-center gap-2", pending && "opacity-70")}
    >
      <Select
        aria-label="Outcome"
        fit
        className="max-w-36"
        value={params.state ?? ""}
        onChange={(event) => go({ state: event.target.value })}
      >
        <option value="">Any outcome</option>
        {Object.entries(STATES).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Server"
        fit
        className="max-w-44"
        value={params.server ?? ""}
        onChange={(event) => go({ server: event.target.value })}
      >
        <option value="">Any server</option>
        {servers.map((server) => (
          <option key={server.id} value={server.id}>
            {server.name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Time"
        fit
        className="max-w-36"
        value={params.since ?? ""}
        onChange={(event) => go({ since: event.target.value, from: undefined, to: undefined })}
      >
        <option value="">{params.from || params.to ? "Chosen time" : "Any time"}</option>
        {Object.entries(SPANS).map(([value, { label }]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <TypedFilter
        label="Tool"
        value={params.tool}
        onChange={(tool) => go({ tool })}
        className="w-36"
      />
      <TypedFilter
        label="Request id"
        value={params.request}
        onChange={(request) => go({ request })}
        className="w-52"
      />
      <Chip label="Rule" value={params.rule} onClear={() => go({ rule: undefined })} />
      <Chip
        label="Grant"
        value={params.grant && "one grant"}
        onClear={() => go({ grant: undefined })}
      />
      <Chip
        label="Time"
        value={spanWords(params)}
        onClear={() => go({ from: undefined, to: undefined })}
      />
      {any ? (
        <button
          type="button"
          onClick={() => start(() => router.replace(path, { scroll: false }))}
          className="h-8 px-1 text-sm text-muted underline underline-offset-2 hover:text-text"
        >
          Clear all
        </button>
      ) : null}
    </search>
  );
}

function Chip(props: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onClear: () => void;
}) {
  if (props.value === undefined) return null;
  return (
    <span className="inline-flex h-8 max-w-full items-center gap-1.5 rounded-md border border-line bg-accent-soft pr-1 pl-2.5 text-sm text-accent-text pointer-coarse:h-10">
      <span className="truncate">
        {props.label}: <span className="font-medium">{props.value}</span>
      </span>
      <button
        type="button"
        aria-label={`Clear ${props.label.toLowerCase()}`}
        onClick={props.onClear}
        className="grid size-6 shrink-0 place-items-center rounded-sm hover:bg-hover"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

function spanWords({ from, to, since }: DecisionParams): string | undefined {
  if (since !== undefined || (from === undefined && to === undefined)) return undefined;
  const short = (iso: string) => utc(iso).slice(0, 16);
  if (from === undefined) return `before ${short(to ?? "")}`;
  if (to === undefined) return `since ${short(from)}`;
  return `${short(from)} to ${short(to).slice(11)} UTC`;
}
