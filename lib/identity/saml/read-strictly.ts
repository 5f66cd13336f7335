import { DOMParser, type Document, type Element, MIME_TYPE, type Node } from "@xmldom/xmldom";
import { SamlRefused } from "./refusals";

/** Larger than any answer with a few hundred groups, smaller than what would take long to judge. */
export const MAX_XML_BYTES = 256 * 1024;
const MAX_DEPTH = 40;
const MAX_ELEMENTS = 5000;

/** XML 1.0, production 3. */
const XML_SPACE = " \t\r\n";
const DECLARATION = /^\s*<\?xml\s[^<>?]*\?>/;
const OWN_ENTITY = /^&(?:amp|lt|gt|quot|apos|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/;
/** What XML 1.0 allows of the characters below a space is the tab and the two line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ufffd]/;

/**
 * Reads XML of a stranger. Before any parser sees it, everything is refused over which two parsers
 * could disagree, or that could make one work for long: a document type, comments, processing
 * instructions, CDATA, entities of one's own. What is left means the same to all of them.
 *
 * @throws SamlRefused
 */
export function readStrictly(text: string): Document {
  if (Buffer.byteLength(text) > MAX_XML_BYTES) throw new SamlRefused("saml-too-large");
  if (NOT_XML.test(text) || !text.isWellFormed())
    throw new SamlRefused("saml-malformed", "characters that XML has not");
  const body = text.replace(DECLARATION, "");
  // Counted in the text, so that no parser is driven into depths first.
  if (body.split("<").length > 2 * MAX_ELEMENTS) throw new SamlRefused("saml-too-large");
  if (/<!DOCTYPE/i.test(body) || /<!ENTITY/i.test(body)) throw new SamlRefused("saml-doctype");
  if (body.includes("<!") || body.includes("<?")) throw new SamlRefused("saml-comment");
  for (let at = body.indexOf("&"); at !== -1; at = body.indexOf("&", at + 1)) {
    if (!isOwnEntity(body.slice(at, at + 12))) throw new SamlRefused("saml-entity");
  }
  const document = parse(body);
  measure(document);
  return document;
}

/** One of XML's own five, or a number that stands for a character of XML: no parser need judge another. */
function isOwnEntity(text: string): boolean {
  const found = OWN_ENTITY.exec(text);
  if (found === null) return false;
  const [, decimal, hexadecimal] = found;
  if (decimal === undefined && hexadecimal === undefined) return true;
  const point = decimal === undefined ? parseInt(hexadecimal ?? "", 16) : Number(decimal);
  if (point === 0 || point > 0x10ffff) return false;
  const character = String.fromCodePoint(point);
  return character.isWellFormed() && !NOT_XML.test(character);
}

function parse(text: string): Document {
  const faults: string[] = [];
  const parser = new DOMParser({ onError: (_level, message) => void faults.push(message) });
  let document: Document;
  try {
    document = parser.parseFromString(text, MIME_TYPE.XML_APPLICATION);
  } catch (error) {
    throw new SamlRefused("saml-malformed", error instanceof Error ? error.message : undefined);
  }
  if (faults.length > 0) throw new SamlRefused("saml-malformed", faults[0]);
  if (document.documentElement === null) throw new SamlRefused("saml-malformed", "no element");
  return document;
}

/** One root, not too deep, not too many; and no ID twice, whichever way the attribute is spelt. */
function measure(document: Document): void {
  const seen = new Set<string>();
  let count = 0;
  const walk = (element: Element, depth: number): void => {
    if (depth > MAX_DEPTH || ++count > MAX_ELEMENTS) throw new SamlRefused("saml-too-large");
    for (const attribute of Array.from(element.attributes)) {
      if (!/^(?:id|assertionid)$/i.test(attribute.localName ?? attribute.name)) continue;
      if (seen.has(attribute.value)) throw new SamlRefused("saml-duplicate-id", attribute.value);
      seen.add(attribute.value);
    }
    for (const child of elementsOf(element)) walk(child, depth + 1);
  };
  const roots = Array.from(document.childNodes).filter(isElement);
  const [root] = roots;
  if (roots.length !== 1 || root === undefined) throw new SamlRefused("saml-malformed");
  walk(root, 0);
}

const isElement = (node: Node): node is Element => node.nodeType === 1;

/** The elements directly within. */
export function elementsOf(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter(isElement);
}

/** The elements of one name directly within. */
export function childrenOf(parent: Element, namespace: string, name: string): Element[] {
  return elementsOf(parent).filter((one) => is(one, namespace, name));
}

/** Whether an element has that name in that namespace. */
export function is(element: Element, namespace: string, name: string): boolean {
  return element.localName === name && element.namespaceURI === namespace;
}

/** The text of an element that holds nothing but text. */
export function textOf(element: Element): string {
  if (elementsOf(element).length > 0) {
    throw new SamlRefused("saml-structure", `${element.localName} holds more than text`);
  }
  return trimmed(element.textContent ?? "");
}

/**
 * A text without what XML calls space around it, which is how providers indent. Any other space is part of
 * it: who may call themselves " ada" with a no-break space is not Ada.
 */
export function trimmed(text: string): string {
  let [from, until] = [0, text.length];
  while (from < until && XML_SPACE.includes(text.charAt(from))) from++;
  while (until > from && XML_SPACE.includes(text.charAt(until - 1))) until--;
  return text.slice(from, until);
}

/** An attribute without a namespace, or null; an empty one is none. */
export function attributeOf(element: Element, name: string): string | null {
  return element.getAttributeNS(null, name) || null;
}
