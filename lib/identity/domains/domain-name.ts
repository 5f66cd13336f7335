import { isIP } from "node:net";
import { domainToASCII, domainToUnicode } from "node:url";

const LABELS = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain in the form that DNS is asked in: lower case, labels of other scripts encoded (RFC 5891),
 * no dot at the end. Null for what is none: an address, one label alone, anything with a port or path.
 */
export function domainName(text: string): string | null {
  // What reads it next takes these for the end of a host, or for another one's beginning.
  if (/[\s/?#@:\\%[\]]/.test(text.trim())) return null;
  const ascii = domainToASCII(text.trim().replace(/\.$/, "")).toLowerCase();
  return ascii.length <= 253 && isIP(ascii) === 0 && LABELS.test(ascii) ? ascii : null;
}

/**
 * The domain of a mail address, or null where the text is not one address. It must stand there in its own
 * form, small or large: what DNS alone takes for the same domain (a dot at the end, letters of full width,
 * characters that cannot be seen) is another address to whoever compares it with a member's.
 */
export function domainOf(address: string): string | null {
  const parts = address.split("@");
  if (parts.length !== 2 || address.length > 254) return null;
  const [local = "", domain = ""] = parts;
  if (!/^[^\s"<>(),:;[\]\\\p{Cc}\p{Cf}]{1,64}$/u.test(local)) return null;
  const name = domainName(domain);
  if (name === null || domain.toLowerCase() === name) return /^[!-~]+$/.test(domain) ? name : null;
  const shown = domainToUnicode(name);
  return shown !== name && shown === domain.normalize("NFC").toLowerCase() ? name : null;
}
