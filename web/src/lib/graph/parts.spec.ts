import type { TypedDocumentNode } from '@apollo/client';
import { parse } from 'graphql';
import { partsOf } from './parts';
import { Refusal, unreachable } from './refusal';

interface Question {
  readonly apiKeys: readonly string[] | null;
  readonly user: { readonly name: string | null } | null;
  readonly before?: string | null;
}

const QUESTION = parse(`
  query ($compare: Boolean!) {
    apiKeys
    user: somebody { name }
    before @include(if: $compare)
  }
`) as TypedDocumentNode<Question, never>;

const error = (code: string, ...path: readonly (string | number)[]) => ({
  message: `${code}.`,
  extensions: { code },
  ...(path.length > 0 ? { path } : {}),
});
const codes = (parts: object): unknown[] =>
  Object.entries(parts).map(([field, part]) => [field, part instanceof Refusal ? part.code : part]);

describe('parts of an answer', () => {
  it('has what was answered beside why the rest was not', () => {
    const data = { apiKeys: ['one'], user: null };
    const errors = [error('FORBIDDEN', 'user')];
    expect(codes(partsOf(QUESTION, { data, errors }))).toEqual([
      ['apiKeys', ['one']],
      ['user', 'FORBIDDEN'],
    ]);
  });

  it('takes nothing that was refused within a field for absent', () => {
    const data = { apiKeys: ['one'], user: { name: null } };
    const { user } = partsOf(QUESTION, { data, errors: [error('TIMEOUT', 'user', 'name')] });
    expect(user).toMatchObject({ code: 'TIMEOUT', message: 'TIMEOUT.' });
  });

  it('says NOT_FOUND of what is null and was not refused', () => {
    const { user } = partsOf(QUESTION, { data: { apiKeys: [], user: null } });
    expect(user).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses all of it where no place is told', () => {
    const data = { apiKeys: ['one'], user: null };
    expect(codes(partsOf(QUESTION, { data, errors: [error('INTERNAL')] }))).toEqual([
      ['apiKeys', 'INTERNAL'],
      ['user', 'INTERNAL'],
    ]);
  });

  it.each([
    ['a refused question', { errors: [error('TOO_MANY_REQUESTS')] }, 'TOO_MANY_REQUESTS'],
    ['an answer without data', { data: null }, 'INTERNAL'],
    ['a platform that is away', unreachable(), 'UNREACHABLE'],
  ])('refuses every part of %s', (_, answer, code) => {
    expect(codes(partsOf(QUESTION, answer))).toEqual([
      ['apiKeys', code],
      ['user', code],
      ['before', code],
    ]);
  });
});
