import { Notice } from '@/components/ui/notice';

const REASONS: Readonly<Record<string, string>> = {
  UNREACHABLE: 'The platform cannot be reached at the moment. Try again shortly.',
  SERVICE_UNAVAILABLE: 'A part of the platform is not available at the moment. Try again shortly.',
  TOO_MANY_REQUESTS: 'Too much was asked in a short time. Try again in a minute.',
  QUERY_TIMEOUT: 'The question took too long. Narrow the period, or filter.',
  QUERY_TOO_LARGE: 'The question is too large. Narrow the period, or filter.',
  RESULT_TOO_LARGE: 'The answer is too large. Narrow the period, or filter.',
  EXCHANGE_RATE_MISSING: 'There is no exchange rate for a day of the period.',
  FORBIDDEN: 'You may not see what would be in it.',
};

/** Why a file did not come, by the code with which its address led back to the page. */
export function DownloadFailure({ code }: { readonly code: string }) {
  return (
    <Notice tone="danger" title="The file could not be made">
      <p>
        {REASONS[code] ?? 'The platform gave no file.'}{' '}
        <span className="font-mono text-xs">{code}</span>
      </p>
    </Notice>
  );
}
