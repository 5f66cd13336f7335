/*
 * Addresses that lead out of a folder, or to another house, where a server reads them carelessly.
 */
const words = (text: string) => text.trim().split(/\s+/);

const UP = words(`
  ../ ..%2f %2e%2e/ %2e%2e%2f %2E%2E%2F .%2e/ ..\\ ..%5c %2e%2e%5c ....// ..;/ ./../ ..//
  %252e%252e%252f %252e%252e/ ..%252f %25252e%25252e%25252f ..%00/ ..%0d%0a/
  %c0%ae%c0%ae/ ..%c0%af %ef%bc%8e%ef%bc%8e/ ..%ef%bc%8f
`);
export const FROM = words("/ /_next/ /_next/static/ /_next/static/chunks/ /icon.svg/ /t/ /docs/");
export const PAGES = words("/t/acme/ /problems/ /api/v1/ /docs/api/");
export const GATE_FROM = words("/ /mcp/ /v1/ /healthz/");
export const TARGETS = words("package.json .next/BUILD_ID etc/passwd .git lib/kernel/config.ts");
const DEEPEST = 6;

/** Every way up from every place to every target, not each as far. */
export const ladders = (from: readonly string[]) =>
  from.flatMap((start, depth) =>
    UP.flatMap((up) =>
      TARGETS.map((target, n) => start + up.repeat(1 + ((n + depth) % DEEPEST)) + target),
    ),
  );

/** Ways that are no ladder: names and bytes that are easily taken for something else. */
export const ODD = [
  ...words(`
    /%00 /icon.svg%00.html /icon.svg%2500 /_next/static/%00 /.env /.git/config /app/ /~root/
    /.next/BUILD_ID /%2enext/BUILD_ID /_next/../.next/BUILD_ID /public/icon.svg /etc/passwd
    //etc/passwd ///etc/passwd /file:///etc/passwd /C:/boot.ini /t/acme/servers/../../../x
    /_next/server/app/page.js /_next/static/../server/app/page.js /_next/BUILD_ID
    /server/app/page.js /_next/required-server-files.json /_next/routes-manifest.json
    /_next/data/../../package.json /secrets.json /evaluation.json /.portcullis/secrets.json
    /_next/image?url=%2F..%2F..%2Fetc%2Fpasswd&w=64&q=75 /_next/image?url=%2Ficon.svg&w=64&q=75
    /_next/image?url=%2Fapi%2Fv1%2Fme&w=64&q=75
  `),
  ...[`/${"a/".repeat(3_000)}`, `/${"../".repeat(2_000)}etc/passwd`],
  ...[`/${"%2e%2e%2f".repeat(900)}etc/passwd`, `/_next/static/${"a".repeat(8_000)}`],
  `/t/${"a".repeat(6_000)}/servers`,
];

/** Ways to lead a browser elsewhere. */
export const AWAY = words(`
  //evil.test/ //evil.test/.. ///evil.test/ //evil.test// //evil.test?x //evil.test/%2e%2e/
  /\\evil.test/ /%5cevil.test/ /%2f/evil.test/ /.//evil.test/ /t/acme//evil.test/ /@evil.test/
  /t//evil.test/sign-in/start /t/%2f%2fevil.test/sign-in/start /t/acme/sign-in/start?next=//evil.test
  /t//evil.test/sign-in/second-step/ask /t/acme/sign-in/second-step/ask?next=//evil.test
`);

/** Addresses with an end of line in them, and a header behind it, for whoever puts them into one. */
export const LINES = [
  "%0d%0a",
  "%0a",
  "%0d",
  "%0d%0a%0d%0a",
  "%E5%98%8A%E5%98%8D",
  "%250d%250a",
].flatMap((end) => [
  `/t/a${end}x-planted:%201/sign-in/start`,
  `/t/a${end}x-planted:%201/servers`,
  `/t/acme/sign-in/start?next=/t/acme${end}x-planted:%201`,
  `/t/acme/sign-in/second-step/ask?next=/t/acme${end}x-planted:%201`,
  `/t/acme/sign-in?next=/t/acme${end}x-planted:%201&notice=refused&request=a${end}x-planted:%201`,
  `/problems/a${end}x-planted:%201`,
  `//a${end}x-planted:%201`,
  `/a${end}x-planted:%201/`,
  `/api/v1/decisions?requestId=a${end}x-planted:%201`,
  `/mcp/a${end}x-planted:%201`,
]);
