import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@ai-finops/testkit';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';

type Schema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Response {
  readonly content?: Content;
}

interface Operation {
  readonly requestBody?: { readonly content: Content; readonly required?: boolean };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

/** A method of a path, as a service's OpenAPI document declares it. */
export interface Route {
  /** Such as `auth GET /auth/sessions`. */
  readonly name: string;
  readonly service: ServiceName;
  readonly method: string;
  /** With `{parameters}`. */
  readonly path: string;
  readonly operation: Operation;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

const SERVICES = [
  'accounts',
  'auth',
  'finops',
  'assistant',
] as const satisfies readonly ServiceName[];
const JSON_TYPE = 'application/json';

const ROOT = join(__dirname, '../..');
const read = (file: string): Schema => JSON.parse(readFileSync(file, 'utf8'));

/** The documents that are checked in, by service. */
export const DOCUMENTS: readonly (readonly [ServiceName, Schema])[] = SERVICES.map((service) => [
  service,
  read(join(ROOT, 'subgraphs', service, 'openapi.json')),
]);

export const ROUTES: readonly Route[] = DOCUMENTS.flatMap(([service, { paths }]) =>
  Object.entries(paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>).flatMap(
    ([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        name: `${service} ${method.toUpperCase()} ${path}`,
        service,
        method: method.toUpperCase(),
        path,
        operation,
      })),
  ),
);

// Formats that matter are also patterns in these documents.
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const uriOf = (service: ServiceName): string => `https://openapi.invalid/${service}`;
for (const [service, document] of DOCUMENTS) ajv.addSchema({ ...document, $id: uriOf(service) });

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by the schema at a place within a document. */
function faultsOf(service: ServiceName, place: readonly string[], value: unknown): string[] {
  const pointer = place
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const $ref = `${uriOf(service)}#/${pointer}`;
  const validate = compiled.get($ref) ?? ajv.compile({ $ref });
  compiled.set($ref, validate);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** What is wrong with a document by the JSON Schema of OpenAPI 3.1, the schemas in it included. */
export function documentFaults(service: ServiceName, document: Schema): string[] {
  const file = require.resolve('@seriousme/openapi-schema-validator/schemas/v3.1/schema.json');
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(read(file));
  validate(document);
  const { schemas = {} } = document.components as { readonly schemas?: Schema };
  for (const name of Object.keys(schemas)) {
    ajv.compile({ $ref: `${uriOf(service)}#/components/schemas/${name}` });
  }
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const placeOf = ({ path, method }: Route): string[] => ['paths', path, method.toLowerCase()];
const isBinary = ({ format }: Schema): boolean => format === 'binary';

/** The status of success that a route declares. */
export function successOf({ name, operation }: Route): number {
  const [first] = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
  if (first === undefined) throw new Error(`${name} declares no success.`);
  return Number(first);
}

/** What is wrong with a body of a request by the route's declaration. */
export function requestFaults(route: Route, body: unknown): string[] {
  const { requestBody } = route.operation;
  if (body === undefined) return requestBody?.required ? ['a body is required'] : [];
  if (requestBody === undefined) return ['no body is declared'];
  if (typeof body === 'string') return [];
  const place = [...placeOf(route), 'requestBody', 'content', JSON_TYPE, 'schema'];
  return faultsOf(route.service, place, body);
}

/** What a route declares for a status, and where that stands in the document. */
function responseOf(
  route: Route,
  status: string,
): { readonly place: readonly string[]; readonly response: Response } | undefined {
  const declared = route.operation.responses[status];
  if (declared === undefined) return undefined;
  if (!('$ref' in declared)) {
    return { place: [...placeOf(route), 'responses', status], response: declared };
  }
  const place = declared.$ref.split('/').slice(1);
  const document = DOCUMENTS.find(([service]) => service === route.service)?.[1];
  const response = place.reduce<unknown>((value, key) => (value as Schema)[key], document);
  return { place, response: response as Response };
}

/** What is wrong with an answer by the route's declaration: status, media type and body. */
export function answerFaults(route: Route, { status, headers, text, body }: Answered): string[] {
  const declared = responseOf(route, String(status));
  if (declared === undefined) return [`status ${status} is not declared`];
  const { content = {} } = declared.response;
  if (Object.keys(content).length === 0) return text === '' ? [] : ['no body is declared'];
  const essence = (type: string): string => type.split(';')[0]?.trim() ?? '';
  const type = essence(headers.get('content-type') ?? '');
  const key = Object.keys(content).find((candidate) => essence(candidate) === type);
  if (key === undefined) return [`media type "${type}" is not declared for ${status}`];
  if (isBinary(content[key]?.schema ?? {})) return text === '' ? ['the body is empty'] : [];
  const place = [...declared.place, 'content', key, 'schema'];
  return faultsOf(route.service, place, body);
}

/** Whose credential a route demands. */
export function schemeOf({ name, operation }: Route): 'accessToken' | 'serviceToken' | undefined {
  const [scheme] = (operation.security ?? []).flatMap((choice) => Object.keys(choice));
  if (scheme === undefined || scheme === 'accessToken' || scheme === 'serviceToken') return scheme;
  throw new Error(`${name} demands ${scheme}, which these tests do not know.`);
}

/** True where a body in JSON is declared. */
export const takesJson = ({ operation }: Route): boolean =>
  operation.requestBody?.content[JSON_TYPE] !== undefined;
