import { isIP } from 'node:net';
import type { DataDirectory } from './data-directory.ts';
import type { Secrets } from './secrets.ts';
import { type Ports, SERVICES, type Service } from './services.ts';

export interface EnvironmentInput {
  /** What the launcher was started with; what is set there wins over every default. */
  readonly own: NodeJS.ProcessEnv;
  readonly data: DataDirectory;
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
}

const HOST = '127.0.0.1';
/** Seen by people and browsers, so by its name. */
const publicUrl = (port: number): string => `http://localhost:${port}`;

export const serviceUrl = (port: number): string => `http://${HOST}:${port}`;

/** Variables that fit only the process they were set for. */
const NOT_INHERITED = [
  'PORT',
  'NODE_OPTIONS',
  'npm_lifecycle_script',
  // The launcher and the web app ask the gateway over plain HTTP on this machine.
  'TLS_CERT_PATH',
  'TLS_KEY_PATH',
];

function urls(ports: Ports): Record<string, string> {
  return {
    ...Object.fromEntries(
      SERVICES.map((service) => [service.urlVariable, serviceUrl(ports[service.name])]),
    ),
    FRONTEND_URL: publicUrl(ports.web),
    CORS_ORIGIN: publicUrl(ports.web),
    NEXT_PUBLIC_API_URL: publicUrl(ports.finops),
    NEXT_PUBLIC_AUTH_URL: publicUrl(ports.auth),
  };
}

/** Each secret only for the processes that use it. */
function secretsOf(service: Service, secrets: Secrets): Record<string, string> {
  if (service.name === 'web') return { SESSION_SECRET: secrets.SESSION_SECRET };
  const { JWT_SECRET, JWT_REFRESH_SECRET, DATABASE_SERVICE_TOKEN, INTERNAL_TOKEN_SECRET } = secrets;
  return {
    JWT_SECRET,
    DATABASE_SERVICE_TOKEN,
    INTERNAL_TOKEN_SECRET,
    ...(service.name === 'auth'
      ? {
          JWT_REFRESH_SECRET,
          PASSWORD_PEPPER: secrets.PASSWORD_PEPPER,
          SETUP_TOKEN: secrets.SETUP_TOKEN,
        }
      : {}),
    ...(service.name === 'auth' || service.name === 'finops'
      ? { DATA_ENCRYPTION_KEY: secrets.DATA_ENCRYPTION_KEY }
      : {}),
  };
}

/** The environment of one process of the platform. */
export function serviceEnvironment(service: Service, input: EnvironmentInput): NodeJS.ProcessEnv {
  const { own, data, ports, databaseUrl } = input;
  const defaults: Record<string, string> = {
    NODE_ENV: 'development',
    ...urls(ports),
    ...secretsOf(service, input.secrets),
  };
  if (service.name === 'accounts') defaults.MAIL_OUTBOX_DIR = data.outbox;
  if (service.name === 'finops') {
    defaults.CHDB_PATH = data.chdb;
    defaults.UPLOAD_DIR = data.uploads;
    // Everybody who can log in to a laptop's platform may see its costs.
    defaults.DEFAULT_COST_ACCESS = 'all';
    // The engine blocks a thread per running query, and the pool's default is four for everything.
    defaults.UV_THREADPOOL_SIZE = '16';
  }
  const inherited = Object.entries(own).filter(
    ([name, value]) => value !== undefined && value !== '' && !NOT_INHERITED.includes(name),
  );
  return {
    ...defaults,
    ...Object.fromEntries(inherited),
    PORT: String(ports[service.name]),
    // Some shells export the machine's name under this variable: only an address is meant for us.
    HOST: isIP(own.HOST ?? '') ? own.HOST : HOST,
    ...(service.name === 'web' ? { NODE_ENV: 'production' } : {}),
    ...(service.usesPostgres
      ? { DATABASE_URL: databaseUrl, DIRECT_URL: own.DIRECT_URL || databaseUrl }
      : { DATABASE_URL: undefined, DIRECT_URL: undefined }),
    AI_FINOPS_DATA_DIR: data.path,
  };
}
