/** A problem as a page shows it: plain data, so that it can cross from an action to the browser. */
export type ProblemView = {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly fields: readonly { readonly path: string; readonly message: string }[];
};

/** The fault of one field, if the problem names it. */
export function fieldFault(problem: ProblemView | null, path: string): string | undefined {
  return problem?.fields.find((field) => field.path === path)?.message;
}

/** Reads a problem document that a route answered with. Anything else becomes a plain failure. */
export function problemFromDocument(document: unknown, status: number): ProblemView {
  const d = (typeof document === "object" && document !== null ? document : {}) as Record<
    string,
    unknown
  >;
  const text = (value: unknown, otherwise: string) =>
    typeof value === "string" ? value : otherwise;
  return {
    code: text(d.code, "internal"),
    status,
    title: text(d.title, "Something failed"),
    detail: text(d.detail, "The answer could not be read."),
    requestId: typeof d.request_id === "string" ? d.request_id : null,
    fields: Array.isArray(d.fields) ? d.fields.filter(isFault) : [],
  };
}

function isFault(value: unknown): value is { path: string; message: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "path" in value &&
    typeof value.path === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}
