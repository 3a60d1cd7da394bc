/** A policy for one page: scripts run only with its nonce, and nothing comes from another host. */
export function contentSecurityPolicy(nonce: string, development: boolean): string {
  const directives: Record<string, string> = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'`,
    'style-src': `'self' 'nonce-${nonce}'`,
    // Attributes only (positions in a chart): they can neither load nor select anything.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  if (development) {
    // React rebuilds stack traces with eval, and Next injects styles as they change.
    directives['script-src'] += " 'unsafe-eval'";
    directives['style-src'] = "'self' 'unsafe-inline'";
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
