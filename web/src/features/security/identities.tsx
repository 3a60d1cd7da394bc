import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { Notice } from '@/components/ui/notice';
import { PartFailure } from '@/features/shell/part-failure';
import type { SecurityQuery } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { unlink } from './actions';
import { LinkForm } from './link-form';

type LinkedIdentity = NonNullable<SecurityQuery['linkedIdentities']>[number];

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
  readonly providers: Parts<SecurityQuery>['identityProviders'];
  readonly identities: Parts<SecurityQuery>['linkedIdentities'];
  readonly failure?: string | undefined;
}

/** Accounts of providers that sign in to this one; nothing where there are neither. */
export function Identities({ providers, identities, failure }: IdentitiesProps) {
  const refusal = [identities, providers].find((part) => part instanceof Refusal);
  const linked = identities instanceof Refusal ? [] : identities;
  const linkable = providers instanceof Refusal ? [] : providers;
  if (!refusal && linkable.length === 0 && linked.length === 0) return null;
  return (
    <Card aria-labelledby="identities-title" className="grid gap-4">
      <CardTitle id="identities-title">Linked identities</CardTitle>
      <p className="text-muted-foreground text-sm">
        They sign you in here in place of your password.
      </p>
      {failure ? <Notice tone="danger" title={failure} /> : null}
      {refusal ? <PartFailure title="They could not be loaded" refusal={refusal} /> : null}
      {linked.length > 0 ? (
        <ul className="divide-y divide-border">
          {linked.map((identity) => (
            <IdentityItem key={identity.id} identity={identity} />
          ))}
        </ul>
      ) : null}
      {linkable.length > 0 ? <LinkForm providers={linkable} /> : null}
    </Card>
  );
}
