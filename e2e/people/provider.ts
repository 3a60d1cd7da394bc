import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@ai-finops/testkit';

const PROGRAM = join(__dirname, '../../subgraphs/auth/test/oidc-process.mjs');

/** An OpenID Connect provider: auth is told of it before it starts, and it is told where the web app is. */
export class Provider {
  #process: ChildProcess | undefined;

  private constructor(
    /** As auth is told. */
    readonly settings: {
      readonly id: string;
      readonly name: string;
      readonly issuer: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly createAccounts: boolean;
    },
  ) {}

  static async plan(): Promise<Provider> {
    return new Provider({
      id: 'sso',
      name: 'Example SSO',
      issuer: `http://127.0.0.1:${await freePort()}`,
      clientId: 'ai-finops',
      clientSecret: randomUUID(),
      createAccounts: true,
    });
  }

  async start(webApp: string): Promise<void> {
    const { id, issuer, clientId, clientSecret } = this.settings;
    const client = {
      client_id: clientId,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [`${webApp}/login/oidc/${id}`],
    };
    const started = spawn(
      process.execPath,
      [PROGRAM, new URL(issuer).port, JSON.stringify([client])],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#process = started;
    await once(started.stdout, 'data');
  }

  stop(): void {
    this.#process?.kill('SIGKILL');
  }
}
