import { Passkeys } from '@/features/passkeys/passkeys';
import { SecurityDocument } from '@/generated/graphql';
import { askForParts } from '@/lib/graph/ask';
import { requireSession } from '@/lib/session/current-session';
import { ApiKeys } from './api-keys';
import { Identities } from './identities';
import { SecondFactor } from './second-factor';

/** Second factor, passkeys, linked identities and API keys of whoever is signed in. */
export async function Security({ failure }: { readonly failure?: string | undefined }) {
  await requireSession();
  const { secondFactor, passkeys, apiKeys, identityProviders, linkedIdentities } =
    await askForParts(SecurityDocument, {});
  return (
    <>
      <h1 className="mb-4 font-semibold text-xl">Security</h1>
      <div className="gap-4 *:mb-4 *:break-inside-avoid lg:columns-2">
        <SecondFactor secondFactor={secondFactor} />
        <Passkeys passkeys={passkeys} />
        <Identities providers={identityProviders} identities={linkedIdentities} failure={failure} />
        <ApiKeys apiKeys={apiKeys} />
      </div>
    </>
  );
}
