import { Badge } from '@/components/ui/badge';
import { Card, CardTitle } from '@/components/ui/card';
import { PartFailure } from '@/features/shell/part-failure';
import type { SecurityQuery } from '@/generated/graphql';
import type { Parts } from '@/lib/graph/parts';
import { Refusal } from '@/lib/graph/refusal';
import { SecondFactorManage } from './second-factor-manage';
import { SecondFactorSetup } from './second-factor-setup';

interface SecondFactorProps {
  readonly secondFactor: Parts<SecurityQuery>['secondFactor'];
}

/** Second factor of whoever is signed in. */
export function SecondFactor({ secondFactor }: SecondFactorProps) {
  if (secondFactor instanceof Refusal) {
    return <PartFailure title="Your second factor could not be loaded" refusal={secondFactor} />;
  }
  const { enabled, recoveryCodesLeft } = secondFactor;
  return (
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
  );
}
