import Link from 'next/link';
import { Notice } from '@/components/ui/notice';
import type { Refusal } from '@/lib/graph/refusal';
import { type ConversionChoice, DEFAULT_MAX_AGE, MOST_AGE } from './conversion-choice';
import { ViewLink } from './view-link';

const TITLES: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not see costs yet',
  RESULT_TOO_LARGE: 'This view has too many rows',
  QUERY_TIMEOUT: 'This question took too long',
  QUERY_TOO_LARGE: 'This question is too large',
  VALIDATION_FAILED: 'This address does not make a view',
  BAD_USER_INPUT: 'This address does not make a view',
  EXCHANGE_RATE_MISSING: 'An exchange rate is missing',
};

/** Refusals that a view in one currency has, and the same costs as billed do not. */
const OF_CONVERSION = new Set(['EXCHANGE_RATE_MISSING', 'NOT_FOUND', 'QUERY_TOO_LARGE']);

/** How a view is converted, and the address of the same view converted in another way. */
interface ViewConversion {
  readonly choice: ConversionChoice;
  readonly linkTo: (choice: ConversionChoice) => string;
}

interface CostsFailureProps {
  readonly refusal: Refusal;
  /** What could not be loaded. */
  readonly what?: string;
  /** Address of the page in its default view. */
  readonly home?: string;
  /** Where that much is known of what was asked for. */
  readonly conversion?: ViewConversion;
}

export function CostsFailure(props: CostsFailureProps) {
  const { refusal, what = 'costs', home = '/', conversion } = props;
  const { code, message } = refusal;
  const converted = conversion && conversion.choice.convert !== null && OF_CONVERSION.has(code);
  return (
    <Notice tone="danger" title={TITLES[code] ?? `The ${what} could not be loaded`}>
      <p>{message}</p>
      {code === 'FORBIDDEN' ? <p>An administrator can grant it to you.</p> : null}
      {converted ? <WaysOut {...conversion} code={code} /> : null}
      <p>
        <Link href={home} prefetch={false} className="font-medium underline">
          Back to the default view
        </Link>
      </p>
    </Notice>
  );
}

/** No amount is left out or kept in its currency by itself: whoever wants the rest says so. */
function WaysOut({ choice, linkTo, code }: ViewConversion & { readonly code: string }) {
  const looks = 'font-medium underline';
  const { maxAge } = choice;
  const mayBeOlder = code === 'EXCHANGE_RATE_MISSING' && (maxAge ?? DEFAULT_MAX_AGE) < MOST_AGE;
  return (
    <>
      {mayBeOlder ? (
        <p>
          <ViewLink href={linkTo({ ...choice, maxAge: MOST_AGE })} className={looks}>
            Take rates that are up to {MOST_AGE} days older than their charges
          </ViewLink>
        </p>
      ) : null}
      <p>
        <ViewLink href={linkTo({ convert: null, rates: null, maxAge: null })} className={looks}>
          Show the costs as they were billed
        </ViewLink>
      </p>
    </>
  );
}
