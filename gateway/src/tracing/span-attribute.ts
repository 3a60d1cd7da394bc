import { type Context, trace } from '@opentelemetry/api';

/** Says something more of the request that a context belongs to. */
export function setSpanAttribute(context: Context | undefined, name: string, value: string): void {
  if (context) trace.getSpan(context)?.setAttribute(name, value);
}
