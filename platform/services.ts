/** The processes of the platform with their documented ports. */

export type ServiceName = 'accounts' | 'auth' | 'finops' | 'assistant' | 'gateway' | 'web';

export interface Service {
  readonly name: ServiceName;
  /** Its workspace. */
  readonly directory: string;
  readonly port: number;
  /** Environment variable that moves it to another port. */
  readonly portVariable: string;
  /** Answers 200 when the process can do its work. */
  readonly readyPath: string;
  /** Environment variable by which the others find it. */
  readonly urlVariable: string;
  readonly usesPostgres: boolean;
}

const subgraph = (
  name: ServiceName,
  port: number,
  urlVariable: string,
  options: { readonly readyPath?: string; readonly usesPostgres?: boolean } = {},
): Service => ({
  name,
  directory: `subgraphs/${name}`,
  port,
  portVariable: `${name.toUpperCase()}_PORT`,
  readyPath: options.readyPath ?? '/health',
  urlVariable,
  usesPostgres: options.usesPostgres ?? true,
});

/** In the order in which they start; they stop in the reverse one. */
export const SERVICES: readonly Service[] = [
  subgraph('accounts', 3002, 'DATABASE_SERVICE_URL'),
  subgraph('auth', 3001, 'AUTH_SERVICE_URL', { readyPath: '/auth/health', usesPostgres: false }),
  subgraph('finops', 3000, 'FINOPS_SERVICE_URL'),
  subgraph('assistant', 3004, 'ASSISTANT_SERVICE_URL'),
  {
    name: 'gateway',
    directory: 'gateway',
    port: 4000,
    portVariable: 'GATEWAY_PORT',
    readyPath: '/health/ready',
    urlVariable: 'GATEWAY_URL',
    usesPostgres: false,
  },
  {
    name: 'web',
    directory: 'web',
    port: 3003,
    portVariable: 'WEB_PORT',
    readyPath: '/',
    urlVariable: 'FRONTEND_URL',
    usesPostgres: false,
  },
];

export type Ports = Readonly<Record<ServiceName, number>>;

export function isServiceName(name: string | undefined): name is ServiceName {
  return SERVICES.some((service) => service.name === name);
}

export function serviceNamed(name: ServiceName): Service {
  const service = SERVICES.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`There is no service ${name}.`);
  return service;
}
