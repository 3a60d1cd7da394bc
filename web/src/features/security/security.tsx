import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { Passkeys } from '@/features/passkeys/passkeys';
import { SecurityDocument, type SecurityQuery } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { ask } from '@/lib/graph/ask';
import { requireSession } from '@/lib/session/current-session';
import { revokeKey } from './actions';
import { ApiKeyForm } from './api-key-form';
import { Identities } from './identities';
import { scopeName } from './scopes';
import { SecondFactorManage } from './second-factor-manage';
import { SecondFactorSetup } from './second-factor-setup';

type ApiKey = SecurityQuery['apiKeys'][number];

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

/** Second factor, passkeys, linked identities and API keys of whoever is signed in. */
export async function Security({ failure }: { readonly failure?: string | undefined }) {
  await requireSession();
  const { secondFactor, passkeys, apiKeys, identityProviders, linkedIdentities } = await ask(
    SecurityDocument,
    {},
  );
  const { enabled, recoveryCodesLeft } = secondFactor;
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl">Security</h1>
      <div className="gap-4 *:mb-4 *:break-inside-avoid lg:columns-2">
        <Card aria-labelledby="factor-title" className="grid gap-4">
          <div className="flex items-center gap-2">
            <CardTitle id="factor-title">Second factor</CardTitle>
            <Badge tone={enabled ? 'success' : 'neutral'}>{enabled ? 'On' : 'Off'}</Badge>
          </div>
          <p className="text-muted-foreground text-sm">
            {enabled
              ? `Signing in asks for a code. ${recoveryCodesLeft} recovery codes are left.`
              : 'Signing in asks for a code of an authenticator app besides the password.'}
          </p>
          <SecondFactorSetup enabled={enabled} />
          {enabled ? <SecondFactorManage /> : null}
        </Card>
        <Passkeys passkeys={passkeys} />
        <Identities providers={identityProviders} identities={linkedIdentities} failure={failure} />
        <Card aria-labelledby="keys-title" className="grid gap-4">
          <CardTitle id="keys-title">API keys</CardTitle>
          <p className="text-muted-foreground text-sm">
            For the command line and CI jobs. A key acts as you, within its scopes.
          </p>
          {apiKeys.length > 0 ? (
            <ul className="divide-y divide-border">
              {apiKeys.map((apiKey) => (
                <ApiKeyItem key={apiKey.id} apiKey={apiKey} />
              ))}
            </ul>
          ) : null}
          <ApiKeyForm />
        </Card>
      </div>
    </>
  );
}
