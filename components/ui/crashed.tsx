import { CircleAlert } from "lucide-react";
import { Button } from "./button";
import { Id } from "./copy-button";
import { readCrashDigest } from "./crash-digest";

type CrashedProps = { readonly error: unknown; readonly retry: () => void };

/** A page that could not be made at all: what that means, and what finds it in the server's log. */
export function Crashed({ error, retry }: CrashedProps) {
  const digest =
    error instanceof Error && "digest" in error && typeof error.digest === "string"
      ? error.digest
      : null;
  const problem = digest === null ? null : readCrashDigest(digest);
  const reference = problem?.requestId ?? digest;
  return (
    <div role="alert" className="rounded-lg border border-line bg-danger-soft px-5 py-5">
      <h1 className="flex items-center gap-2 text-lg font-semibold text-danger-text">
        <CircleAlert aria-hidden className="size-5" />
        {problem?.code === "unavailable" ? "The console cannot answer now" : "This page failed"}
      </h1>
      <p className="mt-1.5">
        {problem?.code === "unavailable"
          ? "Something it depends on is not available. Nothing was changed or lost. Try again in a moment."
          : "Something went wrong while it was made. Showing a page changes nothing, so nothing was lost."}
      </p>
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
        {reference === null ? null : (
          <span className="inline-flex min-w-0 items-center gap-1.5">
            {problem ? "Request id" : "Code for the log"}{" "}
            <Id value={reference} label="Copy for the report" />
          </span>
        )}
        {problem ? (
          <a className="underline underline-offset-2" href={`/problems/${problem.code}`}>
            What this means
          </a>
        ) : null}
      </div>
      <div className="mt-4">
        <Button onClick={retry}>Try again</Button>
      </div>
    </div>
  );
}
