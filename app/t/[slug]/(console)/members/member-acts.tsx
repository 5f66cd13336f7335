import { ChangeRole } from "@/components/members/change-role";
import { ChangeWorkspaces } from "@/components/members/change-workspaces";
import { RemoveMember } from "@/components/members/remove-member";
import { ResetFactors } from "@/components/members/reset-factors";
import type { RoleOption } from "@/components/members/role-choice";
import { EndSession } from "@/components/sessions/end-session";
import { NotPermitted } from "@/components/ui/permitted";
import { plural } from "@/components/ui/time";
import { type GivablePlaces, mayDo } from "@/lib/access";
import type { SessionCaller } from "@/lib/identity";
import type { MemberView } from "@/lib/people";
import { permit } from "../permit";
import { changeRole, endSessions, place, remove, reset, restore } from "./actions";
import { holdsAll } from "./read";

type ActsProps = {
  readonly slug: string;
  readonly caller: SessionCaller;
  readonly member: MemberView;
  readonly options: readonly RoleOption[];
  readonly places: GivablePlaces | null;
};

/** What the caller may do to a member; what they may not is shown with the reason. */
export function MemberActs({ slug, caller, member, options, places }: ActsProps) {
  const removed = member.status === "removed";
  const refused = whyNot(caller, member);
  if (refused !== null) {
    return removed ? (
      <NotPermitted why={refused}>Restore</NotPermitted>
    ) : (
      <>
        <NotPermitted why={refused}>Change role</NotPermitted>
        <NotPermitted why={refused}>Workspaces</NotPermitted>
        <EndAll slug={slug} caller={caller} member={member} />
        <NotPermitted why={refused}>Reset factors</NotPermitted>
        <NotPermitted why={refused}>Remove</NotPermitted>
      </>
    );
  }
  return (
    <>
      <ChangeRole
        key={`${member.status} ${member.customRole?.id ?? member.role} ${member.approverLevel}`}
        member={member}
        options={options}
        everyLevel={mayDo(caller, "admin:all")}
        give={(removed ? restore : changeRole).bind(null, slug)}
      />
      {removed || places === null ? null : (
        <ChangeWorkspaces
          key={`${member.workspaces}`}
          member={member}
          options={places.workspaces}
          mayEvery={places.every}
          place={place.bind(null, slug)}
        />
      )}
      {removed ? null : (
        <>
          <EndAll slug={slug} caller={caller} member={member} />
          <ResetFactors member={member} reset={reset.bind(null, slug)} />
          <RemoveMember member={member} remove={remove.bind(null, slug)} />
        </>
      )}
    </>
  );
}

/** Why the caller may not act on a member; the use case judges again, and counts the owners. */
function whyNot(caller: SessionCaller, member: MemberView): string | null {
  const writing = permit(caller, "members:write");
  if (!writing.may) return writing.why;
  if (member.id === caller.memberId) {
    return "Nobody changes their own membership. Ask another admin.";
  }
  return member.status === "active" && !holdsAll(caller, member.permissions)
    ? "This member may do what you may not. Only somebody who may do as much can change that."
    : null;
}

/** One's own sessions are ended under Sessions, where one sees which is which. */
function EndAll({ slug, caller, member }: Pick<ActsProps, "slug" | "caller" | "member">) {
  if (member.sessions === 0 || member.id === caller.memberId) return null;
  const ending = permit(caller, "sessions:write");
  if (!ending.may) return <NotPermitted why={ending.why}>End sessions</NotPermitted>;
  return (
    <EndSession
      size="md"
      label="End sessions"
      title={`End sessions of ${member.name}`}
      consequence="They are signed out in every browser and command line at once, and are told. They can sign in again."
      act={`End ${plural(member.sessions, "session")}`}
      end={endSessions.bind(null, slug, member.id)}
    />
  );
}
