import { AppError } from '@ai-finops/service-kit/errors';
import { GraphQLError } from 'graphql';
import type { PlannedSubscription } from '../execution/planned-subscription';
import type { SendToSubgraph, SubgraphAnswer, Variables } from '../execution/run';
import type { ShapedResult } from '../execution/stock-shaper';
import type { FetchContext, SubgraphFetches } from '../subgraph-fetches';

/**
 * Opens the events of an operation and leaves their answers with the request's subscription. The result is
 * only of the opening: errors, or nothing to tell yet.
 */
export async function subscribeTo(
  planned: PlannedSubscription | undefined,
  variables: Variables | undefined,
  context: FetchContext,
  fetches: SubgraphFetches,
): Promise<ShapedResult> {
  const { subscription } = context;
  // Not planned: it uses a name that objects inherit, which only the stock executor bears.
  if (!planned || !subscription) return refused(new AppError('BAD_REQUEST'));
  const given = variables ?? {};
  try {
    const { signal } = subscription;
    const text = planned.sourceVariables(given);
    const events = await fetches.subscribe(planned.source, text, context, signal);
    subscription.open(answersTo(events, planned, given, fetches.senderFor(context)));
    return { data: null };
  } catch (error) {
    if (error instanceof AppError) return refused(error);
    throw error;
  }
}

/** What other subgraphs know of each event is fetched when its reader has room for it, not before. */
async function* answersTo(
  events: AsyncIterable<SubgraphAnswer>,
  planned: PlannedSubscription,
  variables: Variables,
  send: SendToSubgraph,
): AsyncGenerator<ShapedResult, void> {
  for await (const event of events) yield await planned.answer(event, variables, send);
}

const refused = ({ message, code, details }: AppError): ShapedResult => ({
  errors: [new GraphQLError(message, { extensions: { ...details, code } })],
});
