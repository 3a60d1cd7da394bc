// Subgraphs that cost next to nothing: what is asked is executed once, and answered from memory after that.
// Run with the scenario's name; prints the port of each subgraph as one line of JSON.
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  parse,
} from 'graphql';
import { allSubgraphSdl } from '../../platform/supergraph.ts';
import { SHOPS } from './shop.ts';

interface Canned {
  readonly name: string;
  answer(body: string): Promise<unknown>;
}

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
}

/** Values for any schema: thirty of each list, texts and numbers that differ. */
function anyValue(type: GraphQLOutputType, depth = 0, index = 0): unknown {
  if (isNonNullType(type)) return anyValue(type.ofType, depth, index);
  if (isListType(type)) {
    const length = depth === 0 ? 30 : 3;
    return Array.from({ length }, (_, nth) => anyValue(type.ofType, depth + 1, nth));
  }
  if (isEnumType(type)) return type.getValues()[index % type.getValues().length]?.value;
  if (!isLeafType(type)) return { index };
  switch (type.name) {
    case 'Int':
    case 'Float':
      return index + 1;
    case 'Boolean':
      return index % 2 === 0;
    case 'Decimal':
      return `${index * 1_000 + 12}.340000000001`;
    default:
      return `${type.name} ${index}`;
  }
}

const anyField: GraphQLFieldResolver<{ index?: number } | undefined, unknown> = (
  source,
  _args,
  _context,
  { returnType, path },
) => {
  let depth = 0;
  for (let place = path.prev; place; place = place.prev)
    if (typeof place.key === 'number') depth += 1;
  return anyValue(returnType, depth, source?.index ?? 0);
};

function canned(name: string, schema: GraphQLSchema, any: boolean): Canned {
  return {
    name,
    answer: async (body) => {
      const { query, variables } = JSON.parse(body) as GraphqlBody;
      return execute({
        schema,
        document: parse(query),
        variableValues: variables ?? {},
        ...(any ? { fieldResolver: anyField } : {}),
      });
    },
  };
}

const REVOCATIONS = JSON.stringify({ sessions: [], users: [] });
/** Nothing changes here. */
const VERSION = JSON.stringify({ version: 'the first' });

/** A whole answer as it goes over the wire. */
function wireAnswer(text: string): Buffer {
  return Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}

function respond(socket: Socket, text: string): void {
  socket.write(wireAnswer(text));
}

let calls = 0;

function serve(subgraph: Canned): Promise<number> {
  const memory = new Map<string, Buffer>();
  const handle = async (socket: Socket, head: string, body: string): Promise<void> => {
    if (head.startsWith('GET /calls')) return respond(socket, String(calls));
    if (head.startsWith('GET /internal/revocations')) return respond(socket, REVOCATIONS);
    if (head.startsWith('GET /internal/data-version')) return respond(socket, VERSION);
    if (head.startsWith('GET ')) return respond(socket, '{}');
    calls += 1;
    let answer = memory.get(body);
    if (answer === undefined) {
      answer = wireAnswer(JSON.stringify(await subgraph.answer(body)));
      memory.set(body, answer);
    }
    socket.write(answer);
  };
  const server = createServer((socket) => {
    let pending: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      const chunk = data as Buffer;
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = pending.toString('latin1', 0, end);
        const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        const whole = end + 4 + length;
        if (pending.length < whole) return;
        const body = pending.toString('utf8', end + 4, whole);
        pending = pending.subarray(whole);
        void handle(socket, head, body);
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as { readonly port: number }).port);
    });
  });
}

const [scenario = 'shop'] = process.argv.slice(2);
const subgraphs =
  scenario !== 'platform'
    ? (SHOPS[scenario] ?? []).map(({ name, sdl, resolvers }) =>
        canned(
          name,
          buildSubgraphSchema({ typeDefs: parse(sdl), resolvers } as Parameters<
            typeof buildSubgraphSchema
          >[0]),
          false,
        ),
      )
    : Object.entries(await allSubgraphSdl(join(import.meta.dirname, '../..'))).map(([name, sdl]) =>
        canned(name, buildSubgraphSchema({ typeDefs: parse(sdl) }), true),
      );
const ports = Object.fromEntries(
  await Promise.all(subgraphs.map(async (subgraph) => [subgraph.name, await serve(subgraph)])),
);
process.stdout.write(`${JSON.stringify(ports)}\n`);
