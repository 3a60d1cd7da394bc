import { createWriteStream, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { EngineError, type QueryOptions } from '../src/store/analytical-store';
import { bind } from '../src/store/bind';
import { EngineClient } from '../src/store/engine-client';
import { settingsClause } from '../src/store/statement';

/** What takes a SETTINGS clause of a statement. */
const WITH_SETTINGS = /^\s*(SELECT|WITH|INSERT|DELETE|DESCRIBE|ALTER TABLE \w+ DELETE)\b/i;
const KILL = /^KILL QUERY WHERE query_id = \{id:String\} ASYNC/;
/** The engine gives statements ids of its own; the body of an insertion has the client's in its name. */
const PROCESS = {
  of: 'query_id = {id:String}',
  as: "query_kind = 'Insert' AND position(query, {id:String}) > 0",
};
const INPUT = /input\(('(?:[^'\\]|\\.)*')\)/;
/** As a server has it by default. */
const MAX_URI_SIZE = 1024 ** 2;
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

interface Question {
  readonly sql: string;
  readonly id: string;
  readonly parameters: Readonly<Record<string, string | null>>;
  readonly settings: Readonly<Record<string, string>>;
  /** What an INSERT brings. */
  readonly body: string | undefined;
}

/**
 * A ClickHouse server as far as its HTTP interface goes, which answers from the embedded engine: the client
 * of the server driver, its parameters, settings, streams and errors are real, and so is the SQL. What a server
 * does beyond (users, its own limits, a cluster) is not there.
 */
export class ClickhouseFront {
  readonly #engine: EngineClient;
  readonly #running = new Map<string, AbortController>();
  readonly #server: Server;

  private constructor(private readonly directory: string) {
    this.#engine = new EngineClient(join(directory, 'engine'));
    this.#server = createServer({ maxHeaderSize: MAX_URI_SIZE }, (request, response) => {
      this.#answer(request).then(
        (lines) => response.end(lines),
        (error: unknown) => {
          const { message, code } = faultOf(error);
          response
            .writeHead(code === 0 ? 503 : 500, { 'x-clickhouse-exception-code': code })
            .end(message);
        },
      );
    });
  }

  static async start(directory: string): Promise<ClickhouseFront> {
    const front = new ClickhouseFront(directory);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#engine.close();
  }

  async #answer(request: IncomingMessage): Promise<string> {
    const question = await this.#read(request);
    try {
      return await this.#run(question);
    } finally {
      if (question.body) rmSync(question.body);
    }
  }

  async #run({ sql, id, parameters, settings, body }: Question): Promise<string> {
    if (KILL.test(sql)) {
      this.#running.get(parameters.id ?? '')?.abort();
      return '';
    }
    const bound = bind(
      body
        ? insertOf(sql, body)
        : sql.replace(/\s*FORMAT JSONEachRow\s*$/, '').replace(PROCESS.of, PROCESS.as),
      parameters,
    );
    if (!WITH_SETTINGS.test(bound)) return (await this.#engine.run(bound)).join('');
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      const options: QueryOptions = { settings };
      const parts = await this.#engine.run(`${bound}\n${settingsClause(options)}`, abort.signal);
      return parts.join('');
    } finally {
      this.#running.delete(id);
    }
  }

  async #read(request: IncomingMessage): Promise<Question> {
    const { searchParams } = new URL(request.url ?? '/', this.url);
    const form = await formOf(request);
    const { query_id: id = '', query, ...rest } = { ...Object.fromEntries(searchParams), ...form };
    const body = query === undefined || form ? undefined : join(this.directory, `${id}.body`);
    if (body) await pipeline(request, createWriteStream(body));
    const sql = query ?? (await text(request));
    const parameters: Record<string, string | null> = {};
    const settings: Record<string, string> = {};
    for (const [key, value] of Object.entries(rest)) {
      const [, name] = /^param_(.*)$/.exec(key) ?? [];
      if (name === undefined) settings[key] = value;
      // The elements of an array have their escapes for themselves.
      else parameters[name] = sql.includes(`{${name}:Array(`) ? value : unescaped(value);
    }
    return { sql, id, parameters, settings, body };
  }
}

/** The statement and its parameters, where they are too long for an address. */
async function formOf(request: IncomingMessage): Promise<Record<string, string> | undefined> {
  const type = request.headers['content-type'];
  if (!type?.startsWith('multipart/form-data')) return undefined;
  const body = new Response(await text(request), { headers: { 'content-type': type } });
  return Object.fromEntries([...(await body.formData())].map(([key, part]) => [key, String(part)]));
}

/** Parameters come as TSV has its values. */
function unescaped(value: string): string | null {
  if (value === '\\N') return null;
  return value.replace(/\\(.)/gs, (_escape, character: string) => ESCAPES[character] ?? character);
}

/** The body of an insertion is a file to the embedded engine. */
function insertOf(sql: string, body: string): string {
  const format = /\s+FORMAT (\w+)\s*$/.exec(sql);
  return sql
    .slice(0, format?.index)
    .replace(INPUT, (_input, structure: string) => `file('${body}', ${format?.[1]}, ${structure})`);
}

function faultOf(error: unknown): { message: string; code: number } {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof EngineError) return { message: at.message, code: at.engineCode ?? 0 };
  }
  return { message: String(error), code: 0 };
}
