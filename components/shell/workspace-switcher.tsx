"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Field, Select } from "@/components/ui/field";
import { WORKSPACE_COOKIE } from "./workspace-cookie";

export type Workspaces = {
  readonly all: readonly { readonly id: string; readonly name: string }[];
  /** The one that is looked at; null for all of them. */
  readonly chosen: string | null;
};

/** Chooses which workspace is looked at, where there are some. */
export function WorkspaceSwitcher({ all, chosen }: Workspaces) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const choose = (id: string) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = id === "" ? 0 : 31_536_000;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${WORKSPACE_COOKIE}=${id}; path=/; max-age=${age}; samesite=lax${secure}`;
    start(() => router.refresh());
  };
  return (
    <Field label="Workspace" className="px-2">
      <Select
        value={chosen ?? ""}
        aria-busy={pending}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">All workspaces</option>
        {all.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
