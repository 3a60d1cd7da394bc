import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import cors from '@fastify/cors';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { cleanupOpenApiDoc } from 'nestjs-zod';
import { hearOut } from './lingering';
import { NestLogger } from './logger';
import { ProblemDetailsFilter, refuseMalformed } from './problem-details';
import { rememberOrigins } from './request-origin';
import { secureAnswers } from './security-headers';
import { closeGently, stopAppOnSignals } from './shutdown';
import { SLOW_CLIENTS } from './slow-clients';

export interface ServiceOptions {
  readonly name: string;
  readonly description: string;
  readonly env: {
    readonly NODE_ENV: string;
    readonly LOG_LEVEL: string;
    readonly CORS_ORIGIN: readonly string[];
    readonly TRUSTED_PROXIES: readonly string[];
  };
  /** Names of the bearer credentials that the routes take, for the OpenAPI document. */
  readonly security?: Readonly<Record<string, string>>;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const BODY_LIMIT = 1024 * 1024;
/** An e-mail address or a token may stand in a path; Fastify's own limit is 100 characters. */
const MAX_PARAMETER_LENGTH = 4_096;
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** A Nest application on Fastify with what every service of the platform has; not listening yet. */
export async function createServiceApp(
  module: Type | DynamicModule | Promise<Type | DynamicModule>,
  options: ServiceOptions,
): Promise<NestFastifyApplication> {
  const { env } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    http: SLOW_CLIENTS,
    // Open streams must not hold up a shutdown; requests under way are drained by Fastify first.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: env.TRUSTED_PROXIES.length > 0 ? [...env.TRUSTED_PROXIES] : false,
    requestIdHeader: false,
    frameworkErrors: refuseMalformed,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(await module, adapter, {
    logger: new NestLogger(options.name, env.LOG_LEVEL),
    abortOnError: false,
    // Fastify's own parser of JSON stays; a form, which any page may send, is no body of ours.
    bodyParser: false,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  rememberOrigins(adapter.getInstance());
  closeGently(adapter.getInstance());
  hearOut(adapter.getInstance());
  keepAnswersPrivate(app);
  await secureAnswers(adapter.getInstance(), {
    contentSecurityPolicy: env.NODE_ENV === 'production',
  });
  await app.register(cors, { origin: [...env.CORS_ORIGIN], credentials: false });
  app.useGlobalFilters(new ProblemDetailsFilter());
  stopAppOnSignals(app);
  if (env.NODE_ENV !== 'production') {
    SwaggerModule.setup('api/docs', app, () => openApiDocument(app, options), {
      jsonDocumentUrl: 'api/docs-json',
    });
  }
  return app;
}

/** Nearly everything here is somebody's own: what may be kept says so itself. */
function keepAnswersPrivate(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
}

/** The OpenAPI 3.1 document of a service's REST routes. */
export function openApiDocument(
  app: NestFastifyApplication,
  options: ServiceOptions,
): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle(`AI-FinOps ${options.name}`)
    .setDescription(options.description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0');
  for (const [name, description] of Object.entries(options.security ?? {})) {
    builder.addBearerAuth({ type: 'http', scheme: 'bearer', description }, name);
  }
  const document = SwaggerModule.createDocument(app, builder.build());
  return withBodyRefusals(withPlainNames(cleanupOpenApiDoc(document, { version: '3.1' })));
}

/** Every body in JSON is refused alike when it cannot be read: broken, too long or of another media type. */
function withBodyRefusals(document: OpenAPIObject): OpenAPIObject {
  const statuses = [400, 413, 415].map((status) => {
    const description = STATUS_CODES[status] ?? '';
    return { status, description, name: description.replaceAll(' ', '') };
  });
  const schema = { $ref: '#/components/schemas/Problem' };
  for (const operations of Object.values(document.paths)) {
    for (const { requestBody, responses } of Object.values(operations) as Operation[]) {
      const bodies = requestBody && 'content' in requestBody ? requestBody.content : {};
      if (!('application/json' in bodies)) continue;
      for (const { status, name, description } of statuses) {
        responses[status] ??= { $ref: `#/components/responses/${name}` };
        document.components ??= {};
        document.components.responses ??= {};
        document.components.responses[name] ??= {
          description,
          content: { 'application/problem+json': { schema } },
        };
      }
    }
  }
  return document;
}

/** nestjs-zod marks the schemas of answers with a suffix; it goes where no other schema has the name. */
function withPlainNames(document: OpenAPIObject): OpenAPIObject {
  const names = new Set(Object.keys(document.components?.schemas ?? {}));
  const text = JSON.stringify(document).replace(/\b(\w+)_Output"/g, (marked, name: string) =>
    names.has(name) ? marked : `${name}"`,
  );
  return JSON.parse(text) as OpenAPIObject;
}
