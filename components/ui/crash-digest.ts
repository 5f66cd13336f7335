const FORM = /^problem ([a-z_]{1,40}) ([A-Za-z0-9._-]{8,64})$/;

/** A problem in the one text that a page's error boundary is given. */
export function crashDigest(code: string, requestId: string): string {
  return `problem ${code} ${requestId}`;
}

/** The problem in such a text; null if it is a digest of another kind. */
export function readCrashDigest(digest: string): { code: string; requestId: string } | null {
  const [, code, requestId] = FORM.exec(digest) ?? [];
  return code === undefined || requestId === undefined ? null : { code, requestId };
}
