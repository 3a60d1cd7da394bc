import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { AppError } from './errors';
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

/** The signed-in viewer. Error UNAUTHENTICATED for an anonymous request. */
export const CurrentViewer = createParamDecorator(
  (_: unknown, execution: ExecutionContext): Viewer => {
    const { viewer } = requestContextOf(execution);
    if (!viewer) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    return viewer;
  },
);

/** The whole context, for what also serves anonymous requests. */
export const CurrentContext = createParamDecorator(
  (_: unknown, execution: ExecutionContext): RequestContext => requestContextOf(execution),
);
