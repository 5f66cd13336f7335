type Said = { readonly userAgent: string | null; readonly address: string | null };

/** What a browser says of itself, cut to what is stored and without what is not for people's eyes. */
export function browserText({ userAgent, address }: Said): Said {
  return {
    userAgent: userAgent?.replace(/\p{Cc}/gu, "").slice(0, 400) || null,
    address: address?.slice(0, 64) || null,
  };
}
