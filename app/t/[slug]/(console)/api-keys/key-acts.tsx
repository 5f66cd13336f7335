import { isLive } from "@/components/keys/key-state";
import { RevokeKey } from "@/components/keys/revoke-key";
import { RotateKey } from "@/components/keys/rotate-key";
import { NotPermitted } from "@/components/ui/permitted";
import type { ApiKeyView } from "@/lib/credentials";
import type { SessionCaller } from "@/lib/identity";
import { permit } from "../permit";
import { revoke, rotate } from "./actions";

type ActsProps = {
  readonly slug: string;
  readonly caller: SessionCaller;
  readonly apiKey: ApiKeyView;
  readonly origin: string;
};

/** What the caller may do to a key; what they may not is shown with the reason. */
export function KeyActs({ slug, caller, apiKey, origin }: ActsProps) {
  const writing = permit(caller, "api-keys:write");
  const live = isLive(apiKey.state);
  if (writing.may) {
    return (
      <>
        <RotateKey
          origin={origin}
          apiKey={apiKey}
          offered={apiKey.state === "active"}
          rotate={rotate.bind(null, slug)}
        />
        {live ? <RevokeKey apiKey={apiKey} revoke={revoke.bind(null, slug)} /> : null}
      </>
    );
  }
  return live ? (
    <>
      <NotPermitted why={writing.why}>Rotate</NotPermitted>
      <NotPermitted why={writing.why}>Revoke</NotPermitted>
    </>
  ) : null;
}
