const UNREADABLE = /EACCES|permission denied|cannot find module|can't open file/i;

/**
 * What to look at where a program's last words are that it could not read a file: as a user of its
 * own it reads what everybody may, and nothing else. Empty where they are about something else.
 */
export function startHint(said: readonly string[]): string {
  if (process.getuid?.() !== 0 || !said.some((line) => UNREADABLE.test(line))) return "";
  return " It runs as a user of its own: what it needs must be readable by everybody.";
}
