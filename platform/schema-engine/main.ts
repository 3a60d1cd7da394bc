#!/usr/bin/env node
// A schema engine for Prisma's CLI on machines that can reach the npm registry but not Prisma's binary
// host. The CLI spawns the file that PRISMA_SCHEMA_ENGINE_BINARY names and speaks JSON-RPC with it, one
// message a line, over stdin and stdout; `cli <command>` is the one exception, answered by exit code
// and a JSON log line on stderr. See prisma.config.ts for when it is used.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import {
  DatabaseCommandError,
  isDatabaseCommand,
  runDatabaseCommand,
} from './database-commands.ts';
import { engineVersion, openSchemaEngine } from './engine.ts';
import { rpcError } from './rpc-error.ts';

interface Request {
  readonly id: number | string;
  readonly method?: string;
  readonly params?: unknown;
}

/** The protocol's methods that the WebAssembly engine answers under the same name. */
const ENGINE_METHODS = new Set<string>([
  'applyMigrations',
  'createMigration',
  'dbExecute',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'diff',
  'ensureConnectionValidity',
  'evaluateDataLoss',
  'introspect',
  'introspectSql',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'schemaPush',
]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  // Flags of other versions of the CLI are no reason to stop.
  strict: false,
  options: {
    version: { type: 'boolean', short: 'V' },
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});

const send = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
};

const datasourceUrl = (): string | undefined => {
  if (typeof values.datasource !== 'string') return undefined;
  const { url } = JSON.parse(values.datasource) as { url?: string };
  return url;
};

async function runCommandLine(command: string): Promise<number> {
  try {
    if (!isDatabaseCommand(command)) throw new Error(`Unknown command ${command}.`);
    await runDatabaseCommand(command, datasourceUrl() ?? '');
    return 0;
  } catch (error) {
    const fields = {
      error_code: error instanceof DatabaseCommandError ? error.code : 'P1013',
      message: error instanceof Error ? error.message : String(error),
    };
    // The CLI skips the first line of stderr and parses the rest.
    const line = { level: 'ERROR', target: 'schema_engine::logger', fields };
    process.stderr.write(`\n${JSON.stringify(line)}\n`);
    return 1;
  }
}

async function openEngine(): Promise<SchemaEngine> {
  const files = (values.datamodels ?? []).filter((file) => typeof file === 'string');
  const datamodels = await Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'utf8')]),
  );
  const { engine } = await openSchemaEngine({
    url: datasourceUrl(),
    datamodels: datamodels.length > 0 ? datamodels : undefined,
  });
  return engine;
}

let engine: Promise<SchemaEngine> | undefined;
let prints = 0;

async function call(method: string, params: unknown): Promise<unknown> {
  if (method === 'createDatabase') {
    return { databaseName: await runDatabaseCommand('create-database', datasourceUrl() ?? '') };
  }
  engine ??= openEngine();
  const opened = await engine;
  if (method === 'getDatabaseVersion') return opened.version();
  if (!ENGINE_METHODS.has(method)) throw new Error(`The schema engine has no method ${method}.`);
  const run = opened[method as keyof SchemaEngine] as (params: unknown) => Promise<unknown>;
  return run.call(opened, params);
}

async function answer({ id, method, params }: Request): Promise<void> {
  if (!method) return; // The CLI's reply to one of our `print` requests.
  try {
    const result = await call(method, params);
    // The native engine prints a diff through the CLI; the WebAssembly one returns its text.
    if (method === 'diff') {
      const { stdout } = result as { stdout: string | null };
      prints += 1;
      if (stdout) send({ id: `print-${prints}`, method: 'print', params: { content: stdout } });
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    send({ id, error: rpcError(error) });
  }
}

async function serve(): Promise<void> {
  // One at a time and in order: the engine keeps one connection.
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) await answer(JSON.parse(line) as Request);
  }
}

if (values.version) {
  process.stdout.write(`schema-engine-cli ${await engineVersion()}\n`);
} else if (positionals[0] === 'cli') {
  process.exitCode = await runCommandLine(positionals[1] ?? '');
} else {
  await serve();
  // The engine's pool would keep the process alive.
  process.exit(0);
}
