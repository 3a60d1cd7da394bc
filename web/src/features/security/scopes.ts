import type { ApiKeyScope } from '@/generated/graphql';

interface ScopeChoice {
  readonly scope: ApiKeyScope;
  /** As REST and the command line name it. */
  readonly name: string;
  readonly hint: string;
}

export const SCOPES: readonly ScopeChoice[] = [
  { scope: 'COSTS_READ', name: 'costs:read', hint: 'read costs and imports' },
  { scope: 'BILLS_WRITE', name: 'bills:write', hint: 'upload and import bills' },
  { scope: 'ASSISTANT_ASK', name: 'assistant:ask', hint: 'ask the assistant' },
  { scope: 'ADMIN', name: 'admin', hint: 'manage users, for administrators' },
];

export const scopeName = (scope: ApiKeyScope): string =>
  SCOPES.find((choice) => choice.scope === scope)?.name ?? scope;
