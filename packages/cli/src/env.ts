import { homedir } from 'node:os';
import { join } from 'node:path';

const { AI_FINOPS_URL, AI_FINOPS_API_URL, AI_FINOPS_API_KEY, AI_FINOPS_TOKEN, XDG_CONFIG_HOME } =
  process.env;

/** What the command reads from its environment; options on the command line come first. */
export const env = {
  /** Address of the gateway. */
  url: AI_FINOPS_URL || 'http://localhost:4000',
  /** Address of the finops service, which takes uploads. */
  apiUrl: AI_FINOPS_API_URL || 'http://localhost:3000',
  /** An API key, or an access token, to use in place of a signed-in session, for CI jobs. */
  token: AI_FINOPS_API_KEY || AI_FINOPS_TOKEN || undefined,
  /** Directory in which the session is kept. */
  configDirectory: join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'ai-finops'),
} as const;
