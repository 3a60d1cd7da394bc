import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import type { SecurityQuery } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { unlink } from './actions';
import { LinkForm } from './link-form';

type LinkedIdentity = SecurityQuery['linkedIdentities'][number];

function IdentityItem({ identity }: { readonly identity: LinkedIdentity }) {
  const { id, provider, email, lastUsedAt } = identity;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="grid min-w-0 gap-1 text-sm">
        <p className="break-all font-medium">{provider}</p>
        <p className="break-all text-muted-foreground text-xs tabular-nums">
          {email ? `${email} · ` : ''}
          {lastUsedAt ? `last signed in ${formatMoment(lastUsedAt)}` : 'has not signed in yet'}
        </p>
      </div>
      <form action={unlink}>
        <input type="hidden" name="id" value={id} />
        <Button type="submit" variant="outline" size="small">
          Unlink<span className="sr-only"> {provider}</span>
        </Button>
      </form>
    </li>
  );
}

interface IdentitiesProps {
  readonly providers: SecurityQuery['identityProviders'];
  readonly identities: readonly LinkedIdentity[];
  readonly failure?: string | undefined;
}

/** Accounts of providers that sign in to this one; nothing where there are neither. */
export function Identities({ providers, identities, failure }: IdentitiesProps) {
  if (providers.length === 0 && identities.length === 0) return null;
  return (
    <Card aria-labelledby="identities-title" className="grid gap-4">
      <CardTitle id="identities-title">Linked identities</CardTitle>
      <p className="text-muted-foreground text-sm">
        They sign you in here in place of your password.
      </p>
      {failure ? <Notice tone="danger" title={failure} /> : null}
      {identities.length > 0 ? (
        <ul className="divide-y divide-border">
          {identities.map((identity) => (
            <IdentityItem key={identity.id} identity={identity} />
          ))}
        </ul>
      ) : null}
      {providers.length > 0 ? <LinkForm providers={providers} /> : null}
    </Card>
  );
}
