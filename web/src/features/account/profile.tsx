import { Badge } from '@/components/ui/badge';
import { Card, CardTitle } from '@/components/ui/card';
import { ProfileDocument } from '@/generated/graphql';
import { formatMoment } from '@/lib/calendar';
import { ask } from '@/lib/graph/ask';
import { redirectToLogin, requireSession } from '@/lib/session/current-session';
import { AccountNav } from './account-nav';
import { EmailForm } from './email-form';
import { NameForm } from './name-form';
import { PasswordForm } from './password-form';

/** Name, address and password of whoever is signed in. */
export async function Profile() {
  await requireSession();
  const { me } = await ask(ProfileDocument, {});
  const { email, name, role, createdAt } = me ?? (await redirectToLogin());
  return (
    <>
      <h1 className="mb-2 font-semibold text-xl">Your account</h1>
      <AccountNav />
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <Card aria-labelledby="profile-title" className="grid gap-4">
          <CardTitle id="profile-title">Profile</CardTitle>
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="min-w-0 break-all">{email}</span>
            <Badge>{role}</Badge>
          </p>
          <p className="text-muted-foreground text-sm">
            Since <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
          </p>
          <NameForm name={name ?? ''} />
        </Card>
        <Card aria-labelledby="password-title" className="grid gap-4">
          <CardTitle id="password-title">Password</CardTitle>
          <PasswordForm />
        </Card>
        <Card aria-labelledby="email-title" className="grid gap-4">
          <CardTitle id="email-title">Email</CardTitle>
          <EmailForm />
        </Card>
      </div>
    </>
  );
}
