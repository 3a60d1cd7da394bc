import 'server-only';
import { cache } from 'react';
import { ViewerDocument } from '@/generated/graphql';
import { ask } from '@/lib/graph/ask';
import { redirectToLogin, requireSession } from '@/lib/session/current-session';

/** Who is signed in, once a request; leads to the login page when nobody is. */
export const viewer = cache(async () => {
  await requireSession();
  const { me } = await ask(ViewerDocument, {});
  return me ?? (await redirectToLogin());
});
