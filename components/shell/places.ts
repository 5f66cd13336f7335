import {
  Building2,
  ClipboardCheck,
  Gauge,
  IdCard,
  KeyRound,
  ListChecks,
  type LucideIcon,
  MonitorSmartphone,
  Network,
  Plug,
  ScrollText,
  Server,
  ShieldCheck,
  Ticket,
  Users,
} from "lucide-react";

type Place = { readonly path: string; readonly label: string; readonly icon: LucideIcon };

/** The places of the console. One appears with the room that gives it life, never before. */
export const PLACES: readonly { readonly group: string | null; readonly places: Place[] }[] = [
  { group: null, places: [{ path: "", label: "Overview", icon: Gauge }] },
  {
    group: "Gate",
    places: [
      { path: "/servers", label: "Servers", icon: Server },
      { path: "/grants", label: "Grants", icon: Ticket },
      { path: "/decisions", label: "Decisions", icon: ListChecks },
    ],
  },
  { group: "Keys", places: [{ path: "/api-keys", label: "API keys", icon: KeyRound }] },
  {
    group: "People",
    places: [
      { path: "/members", label: "Members", icon: Users },
      { path: "/roles", label: "Roles", icon: IdCard },
      { path: "/reviews", label: "Reviews", icon: ClipboardCheck },
      { path: "/sessions", label: "Sessions", icon: MonitorSmartphone },
      { path: "/connections", label: "Connections", icon: Plug },
      { path: "/sign-in-policy", label: "Sign-in policy", icon: ShieldCheck },
      { path: "/directory", label: "Directory", icon: Network },
    ],
  },
  { group: "Proof", places: [{ path: "/ledger", label: "Ledger", icon: ScrollText }] },
  { group: "Settings", places: [{ path: "/settings", label: "Tenant", icon: Building2 }] },
];

/** Whether the address is in a place: its own page or one below it. */
export function isHere(pathname: string, base: string, path: string): boolean {
  const root = `${base}${path}`;
  return path === "" ? pathname === root : pathname === root || pathname.startsWith(`${root}/`);
}
