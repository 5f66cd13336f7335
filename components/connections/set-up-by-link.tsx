"use client";
import { useState } from "react";
import { ConnectionForm, type Create } from "./add-connection";
import type { OwnValues } from "./guides";

/** The form behind a setup link, and what is left to do once it was sent. */
export function SetUpByLink({ own, create }: { readonly own: OwnValues; readonly create: Create }) {
  const [done, setDone] = useState<string | null>(null);
  if (done === null) {
    return <ConnectionForm own={own} create={create} done={(name) => setDone(name)} />;
  }
  return (
    <p role="status" className="rounded-md bg-hover px-3.5 py-3">
      {done} is set up as a draft. An administrator of the organisation tests it and turns it on.
      This link is used up.
    </p>
  );
}
