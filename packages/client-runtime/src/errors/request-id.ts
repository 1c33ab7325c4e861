/** The server's own name for a request, where it gives one, to be quoted to its support. */
export const requestIdOf = ({ headers }: Response): string | undefined =>
  headers.get("x-request-id") ?? headers.get("request-id") ?? undefined;

/** The same in a message. */
export const aside = (id: string | undefined): string => (id ? ` (request ${id})` : "");
