export type Toast = {
  readonly id: number;
  readonly tone: "ok" | "danger";
  readonly title: string;
  readonly detail: string;
};

/** How long a confirmation stays. A failure stays until it is closed. */
const STAY_MS = 7000;
const AT_ONCE = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function put(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a short confirmation, or a failure of something that has no place of its own on the page. */
export function showToast(tone: Toast["tone"], title: string, detail: string): void {
  const id = nextId++;
  put([...toasts, { id, tone, title, detail }].slice(-AT_ONCE));
  if (tone === "ok") setTimeout(() => closeToast(id), STAY_MS);
}

/** Takes a toast away. */
export function closeToast(id: number): void {
  put(toasts.filter((toast) => toast.id !== id));
}

/** For `useSyncExternalStore`. */
export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The toasts on show, oldest first. */
export function currentToasts(): readonly Toast[] {
  return toasts;
}
