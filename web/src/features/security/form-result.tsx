import { Notice } from '@/components/ui/notice';
import type { SecurityState } from './actions';

/** What became of a form, above its fields. */
export function SecurityResult({ state }: { readonly state: SecurityState | null }) {
  if (state?.failure) return <Notice tone="danger" title={state.failure} />;
  if (state?.done) return <Notice title={state.done} />;
  if (state?.recoveryCodes) {
    return (
      <Notice title="Your recovery codes, shown this once">
        <p>Each stands in for the app once. Keep them where you can reach them without it.</p>
        <ul className="grid grid-cols-2 gap-x-4 font-mono text-xs" aria-label="Recovery codes">
          {state.recoveryCodes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </Notice>
    );
  }
  if (state?.apiKey) {
    return (
      <Notice title="Your new API key, shown this once">
        <code className="break-all font-mono text-xs">{state.apiKey}</code>
      </Notice>
    );
  }
  return null;
}
