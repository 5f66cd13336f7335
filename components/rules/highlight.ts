export type Token = {
  readonly kind: "key" | "string" | "number" | "word" | "plain";
  readonly text: string;
};

/** A text that is not closed ends with its line: looking for its end anew from every quote takes too long. */
const TOKEN = /("(?:[^"\\]|\\[\s\S])*"?)(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;

/** A line of JSON in coloured pieces. Lines need no memory of each other: JSON has no long tokens. */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  const push = (kind: Token["kind"], text: string) => {
    if (text !== "") tokens.push({ kind, text });
  };
  let end = 0;
  for (const match of line.matchAll(TOKEN)) {
    const [, string, colon, number] = match;
    push("plain", line.slice(end, match.index));
    if (string === undefined) push(number === undefined ? "word" : "number", match[0]);
    else {
      push(colon === undefined ? "string" : "key", string);
      push("plain", colon ?? "");
    }
    end = match.index + match[0].length;
  }
  push("plain", line.slice(end));
  return tokens;
}
