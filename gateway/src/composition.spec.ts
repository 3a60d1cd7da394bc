import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNonNullType, isObjectType, isSpecifiedScalarType, printSchema } from 'graphql';
import { allSubgraphSdl, compose } from '../../platform/supergraph.ts';

const ROOT = join(__dirname, '../..');

/** Codes of composition hints that we looked at and want. */
const ACCEPTED_HINTS: readonly string[] = [];

describe('the subgraphs', () => {
  let composed: ReturnType<typeof compose>;
  beforeAll(async () => {
    composed = compose(await allSubgraphSdl(ROOT));
  });

  it('compose, and nothing about it asks for a second look', () => {
    const hints = composed.hints.map(({ definition, message }) => `${definition.code}: ${message}`);
    expect(hints.filter((hint) => !ACCEPTED_HINTS.includes(hint.split(':')[0] ?? ''))).toEqual([]);
  });

  it('give the supergraph and the API schema that are checked in', async () => {
    const checkedIn = (file: string) => readFile(join(ROOT, 'gateway', file), 'utf8');
    expect(await checkedIn('supergraph.graphql')).toBe(`${composed.supergraphSdl.trim()}\n`);
    const api = printSchema(composed.schema.toAPISchema().toGraphQLJSSchema());
    expect(await checkedIn('api.graphql')).toBe(`${api.trim()}\n`);
  });

  it('describe every type, field and argument of the API', () => {
    const types = Object.values(composed.schema.toAPISchema().toGraphQLJSSchema().getTypeMap());
    const own = types.filter(
      (type) => !(type.name.startsWith('__') || isSpecifiedScalarType(type)),
    );
    const undescribed = own.flatMap((type) => {
      const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
      const parts = fields.flatMap((field) => [
        { name: `${type.name}.${field.name}`, text: field.description },
        ...(isObjectType(type) ? (type.getFields()[field.name]?.args ?? []) : []).map((arg) => ({
          name: `${type.name}.${field.name}(${arg.name})`,
          text: arg.description,
        })),
      ]);
      const root = ['Query', 'Mutation', 'Subscription'].includes(type.name);
      const all = root ? parts : [{ name: type.name, text: type.description }, ...parts];
      return all.filter(({ text }) => !text).map(({ name }) => name);
    });
    expect(undescribed).toEqual([]);
  });

  it('let every root field of a query be null, so that one that fails takes no other with it', () => {
    const fields = composed.schema.toAPISchema().toGraphQLJSSchema().getQueryType()?.getFields();
    const strict = Object.values(fields ?? {}).filter(({ type }) => isNonNullType(type));
    expect(strict.map(({ name }) => name)).toEqual([]);
  });
});
