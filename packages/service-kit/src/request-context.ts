import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { AppError } from './errors';
import { KEY_SCOPES } from './key-scopes';
import { requireScope, type Scope } from './scopes';
import type { RequestContext, Viewer } from './viewer';

/** Property of a REST request in which a guard leaves the context it built. */
export const CONTEXT_PROPERTY = 'aiFinopsContext';

/** The context of the current GraphQL or REST request. */
export function requestContextOf(execution: ExecutionContext): RequestContext {
  if (execution.getType<string>() === 'graphql') {
    return GqlExecutionContext.create(execution).getContext<RequestContext>();
  }
  const request = execution.switchToHttp().getRequest<Record<string, unknown>>();
  const context = request[CONTEXT_PROPERTY];
  if (!context) throw new AppError('UNAUTHENTICATED');
  return context as RequestContext;
}

/** The scopes with which API keys may use the handler of this execution; undefined: none may. */
function scopesOf(execution: ExecutionContext): readonly Scope[] | undefined {
  return (
    Reflect.getMetadata(KEY_SCOPES, execution.getHandler()) ??
    Reflect.getMetadata(KEY_SCOPES, execution.getClass())
  );
}

/**
 * The signed-in viewer. Errors UNAUTHENTICATED for an anonymous request, INSUFFICIENT_SCOPE for an API key
 * that the handler is not open to (see KeyScopes).
 */
export const CurrentViewer = createParamDecorator(
  (_: unknown, execution: ExecutionContext): Viewer => {
    const { viewer } = requestContextOf(execution);
    if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    requireScope(viewer, scopesOf(execution));
    return viewer;
  },
);

/** The whole context, for what also serves anonymous requests; an API key counts as nobody unless the handler is open to it. */
export const CurrentContext = createParamDecorator(
  (_: unknown, execution: ExecutionContext): RequestContext => {
    const context = requestContextOf(execution);
    const closed = context.viewer?.scopes !== undefined && scopesOf(execution) === undefined;
    return closed ? { ...context, viewer: null } : context;
  },
);
