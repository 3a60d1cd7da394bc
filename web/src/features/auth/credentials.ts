import * as z from 'zod/mini';

const email = z.email('Enter an address such as you@example.com.');

/** The same limits as the API's: what is refused there is said here already. */
export const signInSchema = z.object({
  email,
  password: z.string().check(z.minLength(1, 'Enter your password.')),
});

const newPassword = z
  .string()
  .check(
    z.minLength(8, 'Use at least 8 characters.'),
    z.maxLength(256, 'Use at most 256 characters.'),
  );

const name = z.string().check(z.maxLength(200, 'Use at most 200 characters.'));
const currentPassword = z.string().check(z.minLength(1, 'Enter your current password.'));

export const signUpSchema = z.object({ email, password: newPassword, name });

export const forgotSchema = z.object({ email });
export const resetSchema = z.object({ newPassword });
export const nameSchema = z.object({ name });
export const passwordChangeSchema = z.object({ currentPassword, newPassword });
export const emailChangeSchema = z.object({ newEmail: email, currentPassword });

export type SignIn = z.infer<typeof signInSchema>;
export type SignUp = z.infer<typeof signUpSchema>;
