import type { Example } from "@/components/ui/shown-once";

type NewKey = { readonly id: string; readonly name: string; readonly token: string };

/** Ready to paste: the ways a new key is used, and how it renews itself. */
export function keyExamples(origin: string, { id, token }: NewKey): Example[] {
  return [
    {
      id: "curl",
      label: "curl",
      code: [`curl ${origin}/api/v1/me \\`, `  -H "Authorization: Bearer ${token}"`].join("\n"),
    },
    {
      id: "typescript",
      label: "TypeScript",
      code: [
        `const response = await fetch("${origin}/api/v1/me", {`,
        `  headers: { Authorization: "Bearer ${token}" },`,
        "});",
        "const me = await response.json();",
        'if (!response.ok) throw new Error(me.code + ", request id " + me.request_id);',
        'console.log(me.name, me.permissions.join(", "));',
      ].join("\n"),
    },
    {
      id: "shell",
      label: "Environment",
      code: [
        `export PORTCULLIS_URL=${origin}`,
        `export PORTCULLIS_API_KEY=${token}`,
        "",
        'curl "$PORTCULLIS_URL/api/v1/me" -H "Authorization: Bearer $PORTCULLIS_API_KEY"',
      ].join("\n"),
    },
    {
      id: "rotation",
      label: "Renewing itself",
      code: [
        `curl -X POST ${origin}/api/v1/api-keys/${id}/rotate \\`,
        `  -H "Authorization: Bearer ${token}" \\`,
        '  -H "Content-Type: application/json" \\',
        `  -d '{"overlapSeconds":3600}'`,
      ].join("\n"),
    },
  ];
}

/** The key as a file that a shell or a process manager reads. */
export function keyFile(origin: string, { name, token }: NewKey): { name: string; text: string } {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  // A name is one line here, or what follows a line break in it would be read as a setting.
  const comment = name.replace(/\s+/g, " ");
  return {
    name: `${slug === "" ? "portcullis-key" : slug}.env`,
    text: `# Portcullis API key: ${comment}\nPORTCULLIS_URL=${origin}\nPORTCULLIS_API_KEY=${token}\n`,
  };
}
