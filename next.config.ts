import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // These load native parts or files of their own at run time, which a bundle would break.
  serverExternalPackages: ["@boxyhq/saml-jackson", "@boxyhq/saml20", "pg", "undici"],
  // Types are held by `npm test`, for all of the house at once; a start need not check them again.
  typescript: { ignoreBuildErrors: true },
  // No page shows pictures that were not made for it: nothing is fetched to be made smaller.
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
};

export default config;
