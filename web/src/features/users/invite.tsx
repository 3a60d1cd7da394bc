import { Card } from '@/components/ui/card';
import { AdministrationNav } from '@/features/administration/administration-nav';
import { requireAdministrator } from '@/features/administration/administrator';
import { rolesToGive } from '@/features/administration/rights';
import { InviteForm } from './invite-form';

/** Makes an account for somebody else, for administrators. */
export async function Invite() {
  const viewer = await requireAdministrator();
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">Invite somebody</h1>
      <AdministrationNav />
      <Card aria-label="Invitation" className="max-w-lg">
        <InviteForm roles={rolesToGive(viewer)} />
      </Card>
    </>
  );
}
