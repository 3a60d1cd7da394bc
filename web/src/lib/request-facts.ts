/*
 * What the proxy tells the pages about their request, in headers of these names. It always writes them,
 * so a client cannot.
 */

/** Path and search: server components do not see the address of their request. */
export const PATH_HEADER = 'x-ai-finops-path';
/** Of the page's Content-Security-Policy, for scripts that Next does not write itself. */
export const NONCE_HEADER = 'x-ai-finops-nonce';
