import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { ROLES } from '@ai-finops/service-kit/viewer';
import { z } from 'zod';
import { MAX_LENGTH, MIN_LENGTH, passwordFault } from '../passwords/password-policy';
import { wellFormed } from '../passwords/password-text';

const email = z.string().max(1_024).describe('E-mail address, compared ignoring case.');

export const registration = z
  .object({
    email,
    password: wellFormed
      .describe('Any characters, taken exactly as sent; common passwords are refused.')
      .meta({ minLength: MIN_LENGTH, maxLength: MAX_LENGTH }),
    name: z
      .union([z.string().max(200), z.null()])
      .optional()
      .describe('Display name.'),
  })
  .superRefine(({ email: address, password }, context) => {
    const message = passwordFault(password, address);
    if (message) context.addIssue({ code: 'custom', path: ['password'], message });
  });

export const login = z.object({
  email,
  password: wellFormed.describe('The password, exactly as set.'),
});

const token = z.string().max(4_096);

export const refreshInput = z.object({
  refreshToken: token.describe('The live refresh token of the session.'),
});

export const logoutInput = z.object({
  refreshToken: z
    .union([token, z.null()])
    .optional()
    .describe('A refresh token of the session; when left out, the access token’s session ends.'),
});

export const tokenPair = z.object({
  accessToken: z.string().describe('Signed JWT; send it as `Authorization: Bearer …`.'),
  refreshToken: z.string().describe('Works once; its successor comes with the next pair.'),
  expiresIn: z.int().describe('Life of the access token in seconds.'),
});

export const signedIn = tokenPair.extend({
  user: z.object({
    id: z.string(),
    email: z.string(),
    name: nullableText,
    role: z.enum(ROLES),
  }),
});

export const profile = z.object({
  id: z.string(),
  email: z.string(),
  name: nullableText,
  role: z.enum(ROLES),
  status: z.enum(['ACTIVE', 'DISABLED', 'DELETED']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const validation = z.object({
  valid: z.literal(true),
  user: z.object({ id: z.string(), role: z.enum(ROLES) }),
  sessionId: z.string(),
  expiresAt: z.int().describe('Seconds since the epoch.'),
});

export type Registration = z.output<typeof registration>;
export type Login = z.output<typeof login>;
export type Profile = z.output<typeof profile>;
export type Validation = z.output<typeof validation>;
