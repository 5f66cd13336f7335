import { CircleAlert } from "lucide-react";
import { Button } from "./button";

type CrashedProps = { readonly error: unknown; readonly retry: () => void };

/** A page that failed in a way nobody foresaw. The code finds it in the server's log. */
export function Crashed({ error, retry }: CrashedProps) {
  const digest =
    error instanceof Error && "digest" in error && typeof error.digest === "string"
      ? error.digest
      : null;
  return (
    <div role="alert" className="rounded-lg border border-line bg-danger-soft px-5 py-5">
      <h1 className="flex items-center gap-2 text-lg font-semibold text-danger-text">
        <CircleAlert aria-hidden className="size-5" />
        This page failed
      </h1>
      <p className="mt-1.5">
        Something went wrong while it was made. Showing a page changes nothing, so nothing was lost.
      </p>
      {digest ? (
        <p className="mt-1 text-sm text-muted">
          Code for the log: <code className="font-mono text-xs">{digest}</code>
        </p>
      ) : null}
      <div className="mt-4">
        <Button onClick={retry}>Try again</Button>
      </div>
    </div>
  );
}
