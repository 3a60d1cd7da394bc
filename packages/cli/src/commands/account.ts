import {
  changeEmail,
  changePassword,
  confirmEmail,
  createClient,
  forgotPassword,
  resetPassword,
  updateProfile,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { linkToken } from '../link-token';
import { prompt, readStdin } from '../prompt';

interface PasswordOptions extends GlobalOptions {
  readonly passwordStdin?: boolean;
}

/** Asked for twice: nobody sees what they type. */
async function newPasswordFromTerminal(): Promise<string> {
  const password = await prompt('New password: ', true);
  if ((await prompt('Once more: ', true)) !== password) {
    throw new CliError('The two are not the same.');
  }
  return password;
}

async function bothPasswords(options: PasswordOptions): Promise<[string, string]> {
  if (!options.passwordStdin) {
    return [await prompt('Current password: ', true), await newPasswordFromTerminal()];
  }
  const [current, next, ...rest] = (await readStdin()).split(/\r?\n/);
  if (current === undefined || next === undefined || rest.length > 0) {
    throw new CliError('Standard input must be two lines: the current password and the new one.');
  }
  return [current, next];
}

export async function changePasswordCommand(options: PasswordOptions): Promise<void> {
  const [currentPassword, newPassword] = await bothPasswords(options);
  await changePassword(clientOf(options), { input: { currentPassword, newPassword } });
  print(options, { changed: true }, () => 'The password is changed. Other sessions have ended.');
}

export async function forgotPasswordCommand(
  options: GlobalOptions & { readonly email?: string },
): Promise<void> {
  const email = options.email ?? (await prompt('E-mail: '));
  await forgotPassword(createClient({ url: options.url }), { input: { email } });
  print(
    options,
    { asked: true },
    () => 'If the address has an account, a mail with a link is on its way.',
  );
}

export async function resetPasswordCommand(link: string, options: PasswordOptions): Promise<void> {
  const newPassword = options.passwordStdin ? await readStdin() : await newPasswordFromTerminal();
  await resetPassword(createClient({ url: options.url }), {
    input: { token: linkToken(link), newPassword },
  });
  print(options, { reset: true }, () => 'The password is changed. Sign in with it.');
}

export async function profileCommand(
  options: GlobalOptions & { readonly name: string },
): Promise<void> {
  const name = options.name.trim() || null;
  const { updateProfile: user } = await updateProfile(clientOf(options), { input: { name } });
  print(options, user, () => `${user.email} is called ${user.name ?? 'nothing'} now.`);
}

export async function changeEmailCommand(
  newEmail: string,
  options: PasswordOptions,
): Promise<void> {
  const password = options.passwordStdin ? await readStdin() : await prompt('Password: ', true);
  await changeEmail(clientOf(options), { input: { newEmail, password } });
  print(options, { asked: true }, () => `Open the link that was mailed to ${newEmail}.`);
}

export async function confirmEmailCommand(link: string, options: GlobalOptions): Promise<void> {
  const input = { token: linkToken(link) };
  const { confirmEmail: email } = await confirmEmail(clientOf(options), { input });
  print(options, { email }, () => `The account has the address ${email} now.`);
}
