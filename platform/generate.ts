import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generate as runCodegen } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { codegenConfig } from '../codegen.ts';
import { allSubgraphSdl, compose } from './supergraph.ts';
import { trustedDocuments } from './trusted-documents.ts';

async function writeIfChanged(file: string, content: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before === content) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** Writes everything that is generated from the SDL: supergraph, API schema and TypeScript. */
export async function generate(root: string): Promise<void> {
  const subgraphs = await allSubgraphSdl(root);
  const { supergraphSdl, schema } = compose(subgraphs);
  await writeIfChanged(join(root, 'gateway/supergraph.graphql'), `${supergraphSdl.trim()}\n`);
  await writeIfChanged(
    join(root, 'gateway/api.graphql'),
    `${printSchema(schema.toAPISchema().toGraphQLJSSchema()).trim()}\n`,
  );
  await writeIfChanged(
    join(root, 'gateway/generated/trusted-documents.json'),
    await trustedDocuments(root),
  );
  for (const [name, sdl] of Object.entries(subgraphs)) {
    await writeIfChanged(
      join(root, 'subgraphs', name, 'src/generated/schema.ts'),
      `/** SDL of the ${name} subgraph. */\nexport const typeDefs = ${JSON.stringify(sdl)};\n`,
    );
  }
  const files = await runCodegen(codegenConfig(root, subgraphs), false);
  for (const file of files) await writeIfChanged(join(root, file.filename), file.content);
}

if (import.meta.main) await generate(join(import.meta.dirname, '..'));
