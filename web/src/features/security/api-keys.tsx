import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { PartFailure } from '@/features/shell/part-failure';
import type { SecurityQuery } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { revokeKey } from './actions';
import { ApiKeyForm } from './api-key-form';
import { scopeName } from './scopes';

type ApiKey = NonNullable<SecurityQuery['apiKeys']>[number];

function ApiKeyItem({ apiKey }: { readonly apiKey: ApiKey }) {
  const { id, name, hint, scopes, expiresAt, lastUsedAt } = apiKey;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="grid min-w-0 gap-1 text-sm">
        <p className="break-all font-medium">
          {name} <code className="font-mono text-muted-foreground text-xs">{hint}…</code>
        </p>
        <p className="text-muted-foreground text-xs tabular-nums">
          {scopes.map(scopeName).join(', ')} · ends {formatMoment(expiresAt)} ·{' '}
          {lastUsedAt ? `last used ${formatMoment(lastUsedAt)}` : 'never used'}
        </p>
      </div>
      <form action={revokeKey}>
        <input type="hidden" name="id" value={id} />
        <Button type="submit" variant="outline" size="small">
          Revoke<span className="sr-only"> {name}</span>
        </Button>
      </form>
    </li>
  );
}

interface ApiKeysProps {
  readonly apiKeys: Parts<SecurityQuery>['apiKeys'];
}

/** API keys of whoever is signed in. */
export function ApiKeys({ apiKeys }: ApiKeysProps) {
  return (
    <Card aria-labelledby="keys-title" className="grid gap-4">
      <CardTitle id="keys-title">API keys</CardTitle>
      <p className="text-muted-foreground text-sm">
        For the command line and CI jobs. A key acts as you, within its scopes.
      </p>
      {apiKeys instanceof Refusal ? (
        <PartFailure title="Your keys could not be loaded" refusal={apiKeys} />
      ) : null}
      {!(apiKeys instanceof Refusal) && apiKeys.length > 0 ? (
        <ul className="divide-y divide-border">
          {apiKeys.map((apiKey) => (
            <ApiKeyItem key={apiKey.id} apiKey={apiKey} />
          ))}
        </ul>
      ) : null}
      <ApiKeyForm />
    </Card>
  );
}
