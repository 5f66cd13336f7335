import { InexactNumber, type JsonObject, type JsonValue } from "@/lib/kernel";

/** Whether a JSON value is an object: no list, no null, and no number that a double cannot hold. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof InexactNumber)
  );
}
