/** What an identity provider says of a person beside who it is. None of it is an identity. */
export type Claims = {
  /** In the form it came; only to be believed of domains the connection may vouch for. */
  readonly email: string | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** Everything that came, under the names it came by, each with its values. */
  readonly raw: Readonly<Record<string, readonly string[]>>;
};
