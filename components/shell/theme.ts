export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** Remembered in a cookie, so that the server sends the right theme and nothing flashes. */
export const THEME_COOKIE = "portcullis-theme";

/** The theme a cookie names; anything else follows the system. */
export function themeFrom(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
