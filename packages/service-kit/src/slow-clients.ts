/**
 * For the HTTP servers of Node: a client has so long for its headers, and whoever needs longer is answered 408 at
 * the next look. Node itself waits for a minute, and looks twice in one.
 */
export const SLOW_CLIENTS = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 } as const;
