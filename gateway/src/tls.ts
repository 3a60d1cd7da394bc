import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { constants, createSecureServer, type ServerHttp2Stream } from 'node:http2';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyInstance, FastifyServerFactory } from 'fastify';
import type { Env } from './env';
import type { GatewayLogger } from './logging';

/** Where certificate and key lie. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

const LOOK_EVERY_MS = 5_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** A connection of HTTP/2 on which nothing happens ends after this. */
const IDLE_SESSION_MS = 60_000;
/** Requests that a connection of HTTP/2 may have under way. */
const MAX_STREAMS = 100;

/** Undefined where plain HTTP is spoken, behind a proxy that ends TLS or on one machine. */
export function tlsFilesOf({ TLS_CERT_PATH, TLS_KEY_PATH }: Env): TlsFiles | undefined {
  return TLS_CERT_PATH && TLS_KEY_PATH ? { cert: TLS_CERT_PATH, key: TLS_KEY_PATH } : undefined;
}

const readTls = ({ cert, key }: TlsFiles): SecureContextOptions => ({
  cert: readFileSync(cert),
  key: readFileSync(key),
  minVersion: 'TLSv1.2',
});

/** HTTPS as each client likes it, HTTP/2 or HTTP/1.1. Errors of the files when they cannot be used. */
export function secureServer(files: TlsFiles, requestTimeoutMs: number): FastifyServerFactory {
  return (handler) => {
    const server = createSecureServer({
      ...readTls(files),
      allowHTTP1: true,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      settings: { maxConcurrentStreams: MAX_STREAMS },
      // Of its connections that speak HTTP/1.1.
      ...{ requestTimeout: requestTimeoutMs },
    });
    server.on('session', (session) => {
      session.setTimeout(IDLE_SESSION_MS, () => session.close());
    });
    // Requests and answers of HTTP/2 are used by what they share with those of HTTP/1.1.
    server.on('request', handler as never);
    return server as unknown as ReturnType<FastifyServerFactory>;
  };
}

/** HTTP/2 has no time for a whole request: a client that dawdles over one loses it. */
export function limitStreams(app: FastifyInstance, requestTimeoutMs: number): void {
  app.addHook('onRequest', async ({ raw }) => {
    const { stream } = raw as { stream?: ServerHttp2Stream };
    if (!stream || raw.complete) return;
    const timer = setTimeout(() => {
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }, requestTimeoutMs).unref();
    const end = (): void => clearTimeout(timer);
    raw.once('end', end).once('close', end);
  });
}

/** Serves a renewed certificate to new connections; one that cannot be used is logged and the one before serves on. */
export function followCertificate(
  app: FastifyInstance,
  files: TlsFiles,
  logger: GatewayLogger,
): void {
  const server = app.server as unknown as {
    setSecureContext(options: SecureContextOptions): void;
  };
  const renew = (): void => {
    try {
      server.setSecureContext(readTls(files));
      logger.info({}, 'Serving the renewed certificate.');
    } catch (err) {
      logger.error({ err }, 'The renewed certificate cannot be used; serving the one before.');
    }
  };
  // Certificate and key are replaced one after the other: only the second change makes a pair.
  for (const file of [files.cert, files.key]) {
    watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, renew);
  }
  app.addHook('onClose', async () => {
    for (const file of [files.cert, files.key]) unwatchFile(file, renew);
  });
}
