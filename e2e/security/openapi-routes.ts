import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@ai-finops/testkit';

/** What a route demands; null for one that anybody may ask. */
export type Credential = 'accessToken' | 'serviceToken' | null;

export interface Route {
  readonly service: ServiceName;
  /** Such as `GET /users/some-id`: a value stands in each parameter's place. */
  readonly line: string;
  readonly credential: Credential;
}

interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

const SERVICES = [
  'accounts',
  'auth',
  'finops',
  'assistant',
] as const satisfies readonly ServiceName[];

function credentialOf({ security = [] }: Operation): Credential {
  const [scheme] = security.flatMap((choice) => Object.keys(choice));
  if (scheme === undefined || scheme === 'accessToken' || scheme === 'serviceToken') {
    return scheme ?? null;
  }
  throw new Error(`A route demands ${scheme}, which these tests do not know.`);
}

/** Every REST route of every service, by the OpenAPI documents that are checked in. */
export const OPENAPI_ROUTES: readonly Route[] = SERVICES.flatMap((service) => {
  const file = join(__dirname, `../../subgraphs/${service}/openapi.json`);
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      service,
      line: `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, 'some-id')}`,
      credential: credentialOf(operation),
    })),
  );
});
