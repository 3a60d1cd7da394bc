import {
  createClient,
  GraphqlError,
  type LoginMutation,
  login,
  logout,
  logoutEverywhere,
  setup,
  verifySecondFactor,
  viewer,
} from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, keyOf, print, sessionOf } from '../context';
import { prompt, readStdin } from '../prompt';

export interface LoginOptions extends GlobalOptions {
  readonly email?: string;
  readonly passwordStdin?: boolean;
  readonly apiKey?: boolean;
  /** Code of the authenticator app, or a recovery code. */
  readonly code?: string;
}

export async function loginCommand(options: LoginOptions): Promise<void> {
  if (options.apiKey) return loginByKey(options);
  const email = options.email ?? (await prompt('E-mail: '));
  const password = options.passwordStdin ? await readStdin() : await prompt('Password: ', true);
  // Nothing that is kept is shown: a session that has ended must not be in the way of a new one.
  const signedIn = await signIn(options, email, password);
  await sessionOf(options).save(signedIn);
  await keyOf(options).save(null);
  print(options, { user: signedIn.user }, () => `Signed in as ${signedIn.user.email}.`);
}

async function signIn(
  options: LoginOptions,
  email: string,
  password: string,
): Promise<LoginMutation['login']> {
  const client = createClient({ url: options.url });
  try {
    return (await login(client, { input: { email, password } })).login;
  } catch (error) {
    const challenge = error instanceof GraphqlError && challengeOf(error);
    if (!challenge) throw error;
    const code = options.code ?? (await prompt('Code of the app, or a recovery code: '));
    const input = { challenge, code: code.trim() };
    return (await verifySecondFactor(client, { input })).verifySecondFactor;
  }
}

/** What the second step has to bring; undefined when none was asked for. */
function challengeOf({ code, errors }: GraphqlError): string | undefined {
  const challenge = errors[0]?.extensions?.challenge;
  return code === 'SECOND_FACTOR_REQUIRED' && typeof challenge === 'string' ? challenge : undefined;
}

/** Keeps an API key once the platform has accepted it. It is asked for or piped in: arguments are seen by every process. */
async function loginByKey(options: GlobalOptions): Promise<void> {
  const token = process.stdin.isTTY ? await prompt('API key: ', true) : await readStdin();
  const { me: user } = await viewer(createClient({ url: options.url, token }), {});
  await keyOf(options).save(token);
  print(options, { user }, () => `Acting for ${user.email} by an API key.`);
}

export interface SetupOptions extends LoginOptions {
  readonly token?: string;
  readonly name?: string;
}

/** Makes the first SUPER_ADMIN of the installation and keeps its session. */
export async function setupCommand(options: SetupOptions): Promise<void> {
  const token = options.token ?? (await prompt('Setup token: ', true));
  const email = options.email ?? (await prompt('E-mail: '));
  const password = options.passwordStdin ? await readStdin() : await prompt('Password: ', true);
  const input = { token, email, password, name: options.name ?? null };
  const { setup: signedIn } = await setup(createClient({ url: options.url }), { input });
  await sessionOf(options).save(signedIn);
  print(options, { user: signedIn.user }, () => `${signedIn.user.email} is the first SUPER_ADMIN.`);
}

export interface LogoutOptions extends GlobalOptions {
  readonly everywhere?: boolean;
}

export async function logoutCommand(options: LogoutOptions): Promise<void> {
  const session = sessionOf(options);
  const tokens = await session.load();
  const key = await keyOf(options).load();
  await keyOf(options).save(null);
  if (tokens) {
    const client = createClient({ url: options.url, session });
    if (options.everywhere) await logoutEverywhere(client, { exceptThis: false });
    else await logout(client, { input: { refreshToken: tokens.refreshToken } });
    await session.save(null);
  }
  const signedOut = tokens !== null || key !== null;
  const where = options.everywhere && tokens ? ' everywhere' : '';
  print(options, { signedOut }, () =>
    signedOut ? `Signed out${where}.` : 'Nobody was signed in.',
  );
}

export async function whoamiCommand(options: GlobalOptions): Promise<void> {
  const { me: user } = await viewer(clientOf(options), {});
  print(options, user, () => `${user.email} (${user.role})`);
}
