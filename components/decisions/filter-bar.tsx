"use client";
import { X } from "lucide-react";
import { FilterChoice, Filters, optionsOf, useFilters, wordOptions } from "@/components/ui/filters";
import { utc } from "@/components/ui/time";
import { TypedFilter } from "@/components/ui/typed-filter";
import { type DecisionParams, SPANS, STATES } from "./filter";

type FilterBarProps = {
  readonly path: string;
  readonly params: DecisionParams;
  readonly servers: readonly { readonly id: string; readonly name: string }[];
};

/** Narrows the list of decisions. */
export function FilterBar({ path, params, servers }: FilterBarProps) {
  const { pending, go, clear } = useFilters(path, params);
  return (
    <Filters pending={pending}>
      <FilterChoice
        label="Outcome"
        any="Any outcome"
        options={wordOptions(STATES)}
        value={params.state}
        onChange={(state) => go({ state })}
      />
      <FilterChoice
        label="Server"
        any="Any server"
        options={optionsOf(servers)}
        value={params.server}
        onChange={(server) => go({ server })}
      />
      <FilterChoice
        label="Time"
        any={params.from || params.to ? "Chosen time" : "Any time"}
        options={wordOptions(SPANS)}
        value={params.since}
        onChange={(since) => go({ since, from: undefined, to: undefined })}
      />
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
      {Object.keys(params).length > 0 ? (
        <button
          type="button"
          onClick={clear}
          className="h-8 px-1 text-sm text-muted underline underline-offset-2 hover:text-text"
        >
          Clear all
        </button>
      ) : null}
    </Filters>
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
