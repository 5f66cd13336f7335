import { SpanKind } from "@opentelemetry/api";
import { inSpan } from "@/lib/telemetry";

/** Who a span's work was for; null where that is what it finds out. */
type SpanOwner = { readonly tenantId: string; readonly requestId: string } | null;

/** A span around work in the database, by OpenTelemetry's names. It says the operation, never its values. */
export function inDatabaseSpan<T>(
  operation: string,
  owner: SpanOwner,
  work: () => Promise<T>,
): Promise<T> {
  const attributes: Record<string, string> = {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
  };
  if (owner !== null) {
    attributes["portcullis.tenant_id"] = owner.tenantId;
    attributes["portcullis.request_id"] = owner.requestId;
  }
  return inSpan(`postgresql ${operation}`, { kind: SpanKind.CLIENT, attributes }, work);
}
