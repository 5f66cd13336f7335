"use client";
import { Bell } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "@/components/ui/cx";
import { Mark } from "@/components/ui/mark";
import { PaletteButton } from "./palette-provider";
import { isHere, PLACES } from "./places";
import { SignOut } from "./sign-out";
import type { Theme } from "./theme";
import { ThemeToggle } from "./theme-toggle";
import type { Workspaces } from "./workspace-switcher";

/** Loaded where there is something to choose, which most organisations do not have. */
const WorkspaceSwitcher = dynamic(() =>
  import("./workspace-switcher").then((module) => module.WorkspaceSwitcher),
);

export type Who = {
  readonly slug: string;
  readonly tenantName: string;
  readonly name: string;
  readonly roleName: string;
  readonly theme: Theme;
  readonly workspaces: Workspaces;
  /** Notices that were not read yet, counted to 100; null where they could not be counted. */
  readonly unread: number | null;
};

/** Whose console this is, its places, and who is looking. The same in the rail and the drawer. */
export function Rail({ who, onNavigate }: { readonly who: Who; readonly onNavigate?: () => void }) {
  const here = usePathname();
  const base = `/t/${who.slug}`;
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <Link
        href={base}
        onClick={onNavigate}
        className="flex h-10 items-center gap-2.5 rounded-md px-2 hover:bg-hover"
      >
        <span className="grid size-7 shrink-0 place-items-center rounded-md bg-accent text-on-accent">
          <Mark className="size-4.5" />
        </span>
        <span className="min-w-0 leading-tight">
          <span className="block truncate font-semibold">{who.tenantName}</span>
          <span className="block text-xs text-faint">Portcullis</span>
        </span>
      </Link>
      {who.workspaces.all.length > 1 ? <WorkspaceSwitcher {...who.workspaces} /> : null}
      <PaletteButton onOpen={onNavigate} />
      <nav aria-label="Places" className="flex flex-1 flex-col gap-4 overflow-y-auto">
        {PLACES.map(({ group, places }) => (
          <div key={group ?? "top"}>
            {group ? <p className="px-2 pb-1 text-xs font-medium text-faint">{group}</p> : null}
            <ul className="flex flex-col gap-0.5">
              {places.map(({ path, label, icon: Icon }) => {
                const current = isHere(here, base, path);
                return (
                  <li key={path}>
                    <Link
                      href={`${base}${path}`}
                      onClick={onNavigate}
                      aria-current={current ? "page" : undefined}
                      className={cx(
                        "flex h-8 items-center gap-2.5 rounded-md px-2 font-medium pointer-coarse:h-10",
                        current
                          ? "bg-active text-text"
                          : "text-muted hover:bg-hover hover:text-text",
                      )}
                    >
                      <Icon
                        aria-hidden
                        className={cx("size-4", current ? "text-accent-text" : "text-faint")}
                      />
                      {label}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </nav>
      <div className="border-t border-line pt-3">
        <Link
          href={`${base}/notices`}
          onClick={onNavigate}
          aria-current={isHere(here, base, "/notices") ? "page" : undefined}
          className="mb-2.5 flex h-8 items-center gap-2.5 rounded-md px-2 font-medium text-muted hover:bg-hover hover:text-text aria-[current=page]:bg-active aria-[current=page]:text-text pointer-coarse:h-10"
        >
          <Bell aria-hidden className="size-4 text-faint" />
          Notices
          {who.unread ? (
            <span className="ml-auto rounded-full bg-accent px-1.5 text-xs leading-5 font-semibold text-on-accent">
              {who.unread >= 100 ? "99+" : who.unread}
              <span className="sr-only"> not read yet</span>
            </span>
          ) : null}
        </Link>
        <div className="flex items-center gap-2.5 px-2">
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text"
          >
            {initials(who.name)}
          </span>
          <div className="min-w-0 leading-tight">
            <Link
              href={`${base}/account`}
              onClick={onNavigate}
              className="block truncate font-medium hover:underline"
            >
              {who.name}
            </Link>
            <p className="truncate text-xs text-faint">{who.roleName}</p>
          </div>
        </div>
        <div className="mt-2.5 flex items-center justify-between pl-1">
          <SignOut slug={who.slug} />
          <ThemeToggle initial={who.theme} />
        </div>
      </div>
    </div>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words[1]?.[0] ?? "")).toUpperCase();
}
