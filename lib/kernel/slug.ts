/** What an organisation or a workspace may be called in addresses, as the database holds them to. */
export const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
