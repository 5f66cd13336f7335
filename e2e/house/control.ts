import { evaluation, tenant } from "./house";

/** Asks the control API with a tenant's own key. Fails the test where it is refused. */
export async function control<T>(
  slug: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${evaluation().console}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tenant(slug).apiKey}`,
      "content-type": "application/json",
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
