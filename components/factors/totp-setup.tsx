"use client";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CopyTextButton } from "@/components/ui/copy-button";
import { CodeField } from "./code-field";

export type BegunTotpView = {
  readonly id: string;
  readonly secret: string;
  readonly uri: string;
  readonly qr: { readonly size: number; readonly path: string };
};

type TotpSetupProps = {
  readonly begun: BegunTotpView;
  readonly confirm: (code: string) => Promise<void>;
};

/** A new secret to take over into an app, and the first code of it. */
export function TotpSetup({ begun, confirm }: TotpSetupProps) {
  const [code, setCode] = useState("");
  const [pending, start] = useTransition();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!pending) start(() => confirm(code.trim()));
  };
  return (
    <div className="space-y-4">
      <p className="text-muted">
        Scan this with your authenticator app, or type the secret into it.
      </p>
      <svg
        role="img"
        aria-label="QR code of the secret"
        viewBox={`0 0 ${begun.qr.size} ${begun.qr.size}`}
        className="mx-auto size-48 rounded-md bg-white"
        shapeRendering="crispEdges"
      >
        <path d={begun.qr.path} fill="#000" />
      </svg>
      <p className="font-mono break-all select-all" data-secret>
        {begun.secret}
      </p>
      <CopyTextButton text={begun.secret} label="Copy secret" />
      <form onSubmit={submit} noValidate className="space-y-3">
        <CodeField way="totp" code={code} onChange={setCode} />
        <Button type="submit" variant="primary" pending={pending}>
          Confirm the code
        </Button>
      </form>
    </div>
  );
}
