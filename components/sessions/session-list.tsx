import { CircleCheck, CircleSlash, Laptop, Smartphone, Tablet, Terminal } from "lucide-react";
import { Ago } from "@/components/ui/ago";
import { Badge } from "@/components/ui/badge";
import type { ActionResult, ReceiptView } from "@/components/ui/result";
import type { SessionView } from "@/lib/identity";
import { EndSession } from "./end-session";
import { endWords, placeWords, sessionName } from "./session-words";

type SessionListProps = {
  readonly sessions: readonly SessionView[];
  /** Whether each is named by its person: where they are not all one's own. */
  readonly withPeople: boolean;
  readonly end: (id: string) => Promise<ActionResult<{ readonly receipt: ReceiptView }>>;
  /** Why what is another person's cannot be ended; null where it can. */
  readonly refused: string | null;
};

const ICONS = { phone: Smartphone, tablet: Tablet, computer: Laptop, program: Terminal } as const;

/** Sessions with their device, their place and their use, newest first. */
export function SessionList({ sessions, withPeople, end, refused }: SessionListProps) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {sessions.map((session) => {
        const Icon = ICONS[session.deviceClass ?? "computer"];
        return (
          <li key={session.id} className="flex flex-wrap items-start gap-3 py-3.5">
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
            <div className="min-w-0 flex-1 basis-60">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">
                  {withPeople ? `${session.member.name}: ` : ""}
                  {sessionName(session)}
                </span>
                <State session={session} />
              </p>
              <p className="mt-0.5 text-sm text-muted">
                From{" "}
                {session.address === null
                  ? "an address that is not known"
                  : placeWords(session.address, session.place)}
                {session.lastAddress !== null && session.lastAddress !== session.address
                  ? `, last from ${placeWords(session.lastAddress, session.lastPlace)}`
                  : ""}
                {session.kind === "client" && session.device ? `, by ${session.device}` : ""}
              </p>
              <p className="mt-0.5 text-sm text-faint">
                Signed in <Ago at={session.startedAt} />, used <Ago at={session.lastUsedAt} />
                {session.live ? (
                  <>
                    , ends <Ago at={session.endsAt} /> if it is not used
                  </>
                ) : (
                  `. ${endWords(session)}.`
                )}
              </p>
            </div>
            {session.live && !session.current && refused === null ? (
              <EndSession
                label="End"
                title={`End ${sessionName(session)}`}
                consequence="Its next request is refused, and it has to sign in again."
                act="End session"
                end={end.bind(null, session.id)}
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function State({ session }: { readonly session: SessionView }) {
  if (session.current) return <Badge tone="accent">This one</Badge>;
  return session.live ? (
    <Badge tone="ok" icon={CircleCheck}>
      Signed in
    </Badge>
  ) : (
    <Badge icon={CircleSlash}>Over</Badge>
  );
}
