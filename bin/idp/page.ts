/*
 * The provider's own pages: the sign-in form and its errors. Plain HTML with its style inside:
 * nothing is fetched from anywhere.
 */
const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const toHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? "");

const STYLE = `
:root { color-scheme: light dark;
  --canvas: light-dark(#f6f7f9, #0c0d10); --surface: light-dark(#ffffff, #121418);
  --line: light-dark(#e3e5ea, #262a33); --control: light-dark(#878c99, #666d7d);
  --text: light-dark(#14161b, #eceef2); --muted: light-dark(#4f5562, #a9afbc);
  --accent: light-dark(#2c50c9, #3f63e0); --accent-strong: light-dark(#2443ad, #5174ec);
  --danger-text: light-dark(#a81e1b, #ff8f87); --danger-soft: light-dark(#fdecea, #34191a); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--canvas); color: var(--text);
  font: 14px/20px ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 376px; background: var(--surface); border: 1px solid var(--line);
  border-radius: 10px; padding: 32px; }
h1 { margin: 0 0 4px; font-size: 20px; line-height: 28px; font-weight: 600; }
p { margin: 0; color: var(--muted); }
form { margin-top: 24px; display: grid; gap: 16px; }
label { display: grid; gap: 6px; font-weight: 500; }
input { width: 100%; font: inherit; font-weight: 400; color: inherit; background: var(--canvas);
  border: 1px solid var(--control); border-radius: 6px; padding: 9px 11px; }
button { font: inherit; font-weight: 500; color: #ffffff; background: var(--accent); border: 0;
  border-radius: 6px; padding: 10px 16px; cursor: pointer; }
button:hover { background: var(--accent-strong); }
:focus-visible { outline: 2px solid var(--accent-strong); outline-offset: 2px; }
.error { margin-top: 20px; padding: 10px 12px; border-radius: 6px; color: var(--danger-text);
  background: var(--danger-soft); }
.note { margin-top: 24px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 13px; }
code { font: 12px/20px ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
`;

function page(title: string, nonce: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toHtml(title)}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

export type SignInPage = {
  organisation: string;
  action: string;
  email: string;
  failed: boolean;
  passwordsIn: string;
  nonce: string;
};

/** The form that asks for mail address and password. */
export function signInPage(view: SignInPage): string {
  const error = view.failed
    ? '<p class="error" role="alert">That address and password do not belong together here.</p>'
    : "";
  const focus = (field: "email" | "password") =>
    (view.email === "") === (field === "email") ? " autofocus" : "";
  return page(
    `Sign in to ${view.organisation}`,
    view.nonce,
    `<h1>Sign in</h1>
<p>${toHtml(view.organisation)} · evaluation accounts</p>
${error}
<form method="post" action="${toHtml(view.action)}">
<label>Email
<input type="email" name="email" value="${toHtml(view.email)}" autocomplete="username" required${focus("email")}>
</label>
<label>Password
<input type="password" name="password" autocomplete="current-password" required${focus("password")}>
</label>
<button type="submit">Sign in</button>
</form>
<p class="note">Every account and its password is listed in <code>${toHtml(view.passwordsIn)}</code>.</p>`,
  );
}

/** A page for what cannot go on, in words a person can act on. */
export function errorPage(title: string, detail: string, nonce: string): string {
  return page(title, nonce, `<h1>${toHtml(title)}</h1>\n<p>${toHtml(detail)}</p>`);
}
