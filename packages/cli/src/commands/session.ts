import { login, logout, me } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print, sessionOf } from '../context';
import { prompt, readStdin } from '../prompt';

export interface LoginOptions extends GlobalOptions {
  readonly email?: string;
  readonly passwordStdin?: boolean;
}

export async function loginCommand(options: LoginOptions): Promise<void> {
  const email = options.email ?? (await prompt('E-mail: '));
  const password = options.passwordStdin ? await readStdin() : await prompt('Password: ', true);
  const { login: signedIn } = await login(clientOf(options), { input: { email, password } });
  await sessionOf(options).save(signedIn);
  print(options, { user: signedIn.user }, () => `Signed in as ${signedIn.user.email}.`);
}

export async function logoutCommand(options: GlobalOptions): Promise<void> {
  const session = sessionOf(options);
  const tokens = await session.load();
  if (tokens) {
    await logout(clientOf(options), { input: { refreshToken: tokens.refreshToken } });
    await session.save(null);
  }
  print(options, { signedOut: tokens !== null }, () =>
    tokens ? 'Signed out.' : 'Nobody was signed in.',
  );
}

export async function whoamiCommand(options: GlobalOptions): Promise<void> {
  const { me: user } = await me(clientOf(options), {});
  print(options, user, () => (user ? `${user.email} (${user.role})` : 'Nobody is signed in.'));
}
