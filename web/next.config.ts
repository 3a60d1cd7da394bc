import { join } from 'node:path';
import type { NextConfig } from 'next';

// Nothing about a build or a run leaves the machine.
process.env.NEXT_TELEMETRY_DISABLED = '1';

/** The Content-Security-Policy comes with each page: `src/proxy.ts`. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=()' },
  // Browsers ignore it over plain HTTP.
  { key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' },
];

/** Their addresses carry the token of a mailed link: nobody else hears of it, and nothing keeps it. */
const linkHeaders = [
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cache-Control', value: 'no-store' },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: join(import.meta.dirname, '..') },
  // `npm run check` does it for every workspace.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ['radix-ui'] },
  headers: async () => [
    { source: '/:path*', headers },
    { source: '/(reset-password|confirm-email)', headers: linkHeaders },
  ],
};

export default config;
