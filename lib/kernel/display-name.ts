import * as z from "zod";

/**
 * Characters that a name may not hold: controls (terminal escapes begin with one), marks that turn
 * the direction of a text or take no room, ends of lines, halves of surrogate pairs, private
 * characters, and the letters that are blank. Each lets a name look like another one,
 * or act on whatever shows it.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5|[\u180b-\u180f]/u;

/** Whether every character of a text can be seen where it is shown. Pure. */
export function isVisible(text: string): boolean {
  return !UNSEEN.test(text);
}

/**
 * The form of a name that people read: of a server, a grant, a key, a person. Judged as it was sent,
 * then without the spaces around it; 1 to 120 characters.
 */
export function displayName(missing: string) {
  return z
    .string()
    .refine(isVisible, "A name may not hold control characters or characters that cannot be seen")
    .trim()
    .min(1, missing)
    .max(120, "A name has at most 120 characters");
}
