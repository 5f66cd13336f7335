/** What the tests use of the package, which brings no types along. */
declare module "samlp" {
  type Answer = { set: () => void; send: (text: string) => void };
  type Handler = (request: unknown, response: Answer, next?: (error: unknown) => void) => void;
  export function auth(options: {
    readonly issuer: string;
    readonly cert: string;
    readonly key: string;
    readonly getPostURL: (
      audience: unknown,
      request: unknown,
      asked: unknown,
      done: (error: null, url: string) => void,
    ) => void;
    readonly [option: string]: unknown;
  }): Handler;
  export function metadata(options: { readonly [option: string]: unknown }): Handler;
}
