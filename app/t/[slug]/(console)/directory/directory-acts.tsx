import { ChangeDirectory } from "@/components/directory/change-directory";
import { DisconnectDirectory } from "@/components/directory/disconnect-directory";
import { MapGroup } from "@/components/directory/map-group";
import { RotateToken } from "@/components/directory/rotate-token";
import type { PlaceChoice, RoleChoice } from "@/components/directory/words";
import { NotPermitted } from "@/components/ui/permitted";
import type { DirectoryGroupView, DirectoryView } from "@/lib/directory";
import type { SessionCaller } from "@/lib/identity";
import { permit } from "../permit";
import { change, disconnect, map, preview, previewRole, rotate } from "./actions";

type ActsProps = {
  readonly slug: string;
  readonly directory: DirectoryView;
  readonly roles: readonly RoleChoice[];
  readonly places: readonly PlaceChoice[];
};

/** What may be done to a directory as a whole. */
export function DirectoryActs({ slug, directory, roles, places }: ActsProps) {
  return (
    <>
      <RotateToken directory={directory} rotate={rotate.bind(null, slug)} />
      <ChangeDirectory
        key={`${directory.name} ${directory.defaultRole} ${directory.silentAfterHours}`}
        directory={directory}
        roles={roles}
        places={places}
        preview={previewRole.bind(null, slug)}
        change={change.bind(null, slug)}
      />
      <DisconnectDirectory directory={directory} disconnect={disconnect.bind(null, slug)} />
    </>
  );
}

type GroupActProps = {
  readonly slug: string;
  readonly caller: SessionCaller;
  readonly directoryId: string;
  readonly group: DirectoryGroupView;
  readonly roles: readonly RoleChoice[];
  readonly places: readonly PlaceChoice[];
};

/** Says what a group gives, where the caller may. */
export function GroupAct({ slug, caller, directoryId, group, roles, places }: GroupActProps) {
  const writing = permit(caller, "directory:write");
  if (!writing.may) {
    return (
      <NotPermitted why={writing.why} size="sm">
        Map
      </NotPermitted>
    );
  }
  return (
    <MapGroup
      key={`${group.id} ${group.role} ${group.workspaces}`}
      group={group}
      roles={roles}
      places={places}
      preview={preview.bind(null, slug, directoryId)}
      map={map.bind(null, slug, directoryId)}
    />
  );
}
