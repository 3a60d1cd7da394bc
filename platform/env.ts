import { env } from 'node:process';
import { codeOf } from './failure.ts';

/** The environment of the launcher; the one place of this folder that reads it. */
export const environment: NodeJS.ProcessEnv = env;

/** Adds the variables of a `.env` file that are not set already. */
export function loadEnvironmentFile(file: string): void {
  try {
    process.loadEnvFile(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
