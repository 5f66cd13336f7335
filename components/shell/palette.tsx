"use client";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Lock, LogOut, Monitor, Moon, Plus, Search, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { ask, problemOf } from "@/components/live/ask";
import { mayLeave } from "@/components/ui/leave-guard";
import type { Permit } from "@/components/ui/permitted";
import { actFits, KIND_WORDS, type PaletteActs, placesFor, recordPath } from "./palette-items";
import { applyTheme } from "./theme-toggle";

type PaletteProps = {
  readonly slug: string;
  readonly acts: PaletteActs;
  readonly onClose: () => void;
};
type Act = {
  readonly label: string;
  readonly icon: ReactNode;
  readonly permit?: Permit;
  readonly run: () => void;
};

const TYPING_MS = 180;

/** Finds a page or a record by name or id, and does what one would otherwise look for. */
export function Palette({ slug, acts, onClose }: PaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const settled = useSettled(text.trim());
  const base = `/t/${slug}`;
  const go = (href: string) => {
    if (!mayLeave()) return;
    onClose();
    router.push(href);
  };
  const { data, error, isFetching } = useQuery({
    queryKey: ["search", settled],
    queryFn: ({ signal }) => ask("GET /api/v1/search", { query: { q: settled } }, { signal }),
    enabled: settled !== "",
    placeholderData: (before) => before,
  });
  const found = settled === "" ? [] : (data?.found ?? []);
  const records = found.flatMap((record) => {
    const path = recordPath(record);
    return path === null ? [] : [{ ...record, path }];
  });
  const all: readonly Act[] = [
    {
      label: "Register a server",
      icon: <Plus aria-hidden />,
      permit: acts.registerServer,
      run: () => go(`${base}/servers?new=1`),
    },
    {
      label: "Create a grant",
      icon: <Plus aria-hidden />,
      permit: acts.createGrant,
      run: () => go(`${base}/grants?new=1`),
    },
    { label: "Theme: light", icon: <Sun aria-hidden />, run: () => dressed("light") },
    { label: "Theme: dark", icon: <Moon aria-hidden />, run: () => dressed("dark") },
    { label: "Theme: as the system", icon: <Monitor aria-hidden />, run: () => dressed("system") },
    { label: "Sign out", icon: <LogOut aria-hidden />, run: () => mayLeave() && signOut(slug) },
  ];
  const dressed = (theme: "light" | "dark" | "system") => {
    applyTheme(theme);
    onClose();
  };
  const places = placesFor(text);
  const fitting = all.filter(({ label }) => actFits(label, text.trim()));
  const withheld = settled === "" ? [] : (data?.withheld ?? []);
  const searching = text.trim() !== settled || isFetching;
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-60 animate-appear bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-3 z-60 mx-auto flex max-h-[calc(100dvh-1.5rem)] max-w-[600px] animate-appear flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-panel outline-none sm:top-[12vh] sm:max-h-[70vh]"
        >
          <Dialog.Title className="sr-only">Find or do</Dialog.Title>
          <Command label="Find or do" shouldFilter={false} loop className="flex min-h-0 flex-col">
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-faint" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="A page, a name, a request id, a ledger number, an act"
                className="h-12 w-full bg-transparent text-base outline-none placeholder:text-faint pointer-coarse:text-lg"
              />
            </div>
            <Command.List className="min-h-0 overflow-y-auto p-2">
              <Group heading="Records">
                {records.map((record) => (
                  <Item
                    key={`${record.kind} ${record.id} ${record.name}`}
                    value={`${record.kind} ${record.id} ${record.name}`}
                    onSelect={() => go(`${base}${record.path}`)}
                    name={record.name}
                    detail={record.detail}
                    kind={KIND_WORDS[record.kind].one}
                  />
                ))}
              </Group>
              <Group heading="Pages">
                {places.map(({ path, label, group, icon: Icon }) => (
                  <Item
                    key={path}
                    value={`page ${path}`}
                    onSelect={() => go(`${base}${path}`)}
                    icon={<Icon aria-hidden />}
                    name={label}
                    kind={group ?? ""}
                  />
                ))}
              </Group>
              <Group heading="Do">
                {fitting.map(({ label, icon, permit, run }) => (
                  <Item
                    key={label}
                    value={`act ${label}`}
                    disabled={permit?.may === false}
                    onSelect={run}
                    icon={permit?.may === false ? <Lock aria-hidden /> : icon}
                    name={label}
                    detail={permit?.may === false ? permit.why : undefined}
                  />
                ))}
              </Group>
            </Command.List>
          </Command>
          <p role="status" className="border-t border-line px-4 py-2 text-xs text-faint">
            {error
              ? `Records cannot be searched: ${problemOf(error).title.toLowerCase()}.`
              : text.trim() === ""
                ? "Names are found by a part of them; decisions by the request id in a refusal."
                : searching
                  ? "Searching."
                  : records.length === 0 && places.length === 0 && fitting.length === 0
                    ? "Nothing has this name or id."
                    : `${records.length === 0 ? "No record has this name or id." : "Arrows choose, Enter opens."}`}
            {withheld.length > 0
              ? ` Your role may not see ${withheld.map((kind) => KIND_WORDS[kind].many).join(" and ")}, so they were not searched.`
              : null}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({
  heading,
  children,
}: {
  readonly heading: string;
  readonly children: ReactNode[];
}) {
  if (children.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  readonly value: string;
  readonly onSelect: () => void;
  readonly name: string;
  readonly detail?: string | undefined;
  readonly kind?: string;
  readonly icon?: ReactNode;
  readonly disabled?: boolean;
};

function Item({ value, onSelect, name, detail, kind, icon, disabled = false }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      disabled={disabled}
      className="flex min-h-9 items-center gap-2.5 rounded-md px-2 py-1.5 data-[disabled=true]:text-muted data-[selected=true]:bg-active pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint"
    >
      {icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        {detail ? <span className="block truncate text-sm text-muted">{detail}</span> : null}
      </span>
      {kind ? <span className="shrink-0 text-xs text-muted">{kind}</span> : null}
    </Command.Item>
  );
}

/** The text once typing has paused. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Signs out as the button does: by a form, so that following a link never does. */
function signOut(slug: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/t/${slug}/sign-out`;
  document.body.append(form);
  form.submit();
}
