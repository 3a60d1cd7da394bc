import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { SchemaEngineAdapter } from './adapter.ts';

type Exports = Readonly<Record<string, unknown>>;

interface Bindings {
  readonly SchemaEngine: typeof SchemaEngine;
  version(): string;
  __wbg_set_wasm(exports: Exports): void;
}

/** The one function used of the global that TypeScript's library declares for browsers only. */
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>;
};

/** Never connected to: commands such as `migrate diff` between two schema files name no database. */
const NO_DATABASE = 'postgresql://nobody@127.0.0.1:1/none';

declare global {
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
}

let bindings: Promise<Bindings> | undefined;

/**
 * Instantiated by hand: `import '@prisma/schema-engine-wasm'` would do on this Node, but prints an
 * experimental warning to stderr, which the Prisma CLI parses.
 */
async function loadBindings(): Promise<Bindings> {
  const require = createRequire(import.meta.url);
  const module: object = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const loaded = module as Bindings;
  const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const { instance } = await WebAssembly.instantiate(
    await readFile(entry.replace(/\.js$/, '.wasm')),
    { './schema_engine_bg.js': module },
  );
  loaded.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  // The engine reports a panic through this global, which only Prisma's own CLI defines.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => process.stderr.write(`${message}\n`),
  };
  return loaded;
}

/** The commit of prisma-engines that the WebAssembly build was made from. */
export async function engineVersion(): Promise<string> {
  bindings ??= loadBindings();
  return (await bindings).version();
}

export interface EngineOptions {
  /** Connection string; commands that need no database may leave it out. */
  readonly url?: string | undefined;
  /** The schema files with their contents. */
  readonly datamodels?: [path: string, content: string][] | undefined;
}

export interface OpenEngine {
  readonly engine: SchemaEngine;
  close(): Promise<void>;
}

/** Prisma's schema engine in this process: npm's WebAssembly build over node-postgres. */
export async function openSchemaEngine(options: EngineOptions): Promise<OpenEngine> {
  bindings ??= loadBindings();
  const { SchemaEngine: Engine } = await bindings;
  const adapter = new SchemaEngineAdapter(options.url ?? NO_DATABASE);
  const engine = await Engine.new(
    { datamodels: options.datamodels },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  return {
    engine,
    async close() {
      engine.free();
      await adapter.close();
    },
  };
}
