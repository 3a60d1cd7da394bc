/** Sent by this app's own scripts; a foreign page cannot add it without the server's consent (CORS). */
export const OWN_REQUEST_HEADER = 'x-ai-finops-web';

/** True when a browser sent the request from a page of this app, and not from a foreign one. */
export function isSameOrigin(headers: Headers, frontendUrl: string): boolean {
  if (headers.get(OWN_REQUEST_HEADER) !== '1') return false;
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  if (origin === null || !URL.canParse(origin)) return false;
  const { host, origin: canonical } = new URL(origin);
  // People may also open the app by another name than the configured one.
  return canonical === new URL(frontendUrl).origin || host === headers.get('host');
}
