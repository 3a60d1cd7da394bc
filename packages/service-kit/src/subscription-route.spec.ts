import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import { Feed } from './feed';
import { formatGraphqlError } from './graphql-errors';
import { closeGently, drain } from './shutdown';
import { SUBSCRIPTION_PATH } from './subscription-path';
import { serveSubscriptions } from './subscription-route';
import type { RequestContext } from './viewer';

const RESTARTING =
  '{"errors":[{"message":"The service is restarting.","extensions":{"code":"SERVICE_UNAVAILABLE"}}]}';

describe('serveSubscriptions', () => {
  let app: FastifyInstance;
  let feeds: Feed<{ ticks: number }>[];
  const contexts: unknown[] = [];

  beforeEach(async () => {
    feeds = [];
    const schema = buildSchema('type Query { a: Int } type Subscription { ticks: Int }');
    const { ticks } = (schema.getSubscriptionType() as GraphQLObjectType).getFields();
    if (!ticks) throw new Error('There is no such field.');
    ticks.subscribe = () => {
      const feed = new Feed<{ ticks: number }>('all');
      feeds.push(feed);
      return feed;
    };
    ticks.resolve = (event, _args, context) => {
      contexts.push(context);
      return event.ticks;
    };
    app = Fastify();
    closeGently(app);
    serveSubscriptions(app, {
      schema,
      contextOf: () => ({ viewer: null }) as RequestContext,
      formatError: (formatted, error) => formatGraphqlError(formatted, error, () => undefined),
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => app.close());

  const subscribe = () =>
    fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}${SUBSCRIPTION_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"subscription { ticks }"}',
    });

  it('gives each event a context of its own, so that nothing that one has loaded is taken for the next', async () => {
    const response = await subscribe();
    feeds[0]?.publish({ ticks: 1 });
    feeds[0]?.publish({ ticks: 2 });
    feeds[0]?.end();
    expect(await response.text()).toBe(
      ':\n\nevent: next\ndata: {"data":{"ticks":1}}\n\n' +
        'event: next\ndata: {"data":{"ticks":2}}\n\nevent: complete\ndata: \n\n',
    );
    expect(contexts).toHaveLength(2);
    expect(contexts[0]).not.toBe(contexts[1]);
  });

  it('ends what is open as soon as the service begins to stop, and opens nothing more', async () => {
    const open = await subscribe();
    feeds[0]?.publish({ ticks: 1 });
    const drained = drain(app);
    const later = await subscribe();
    expect(await open.text()).toContain(`event: next\ndata: ${RESTARTING}\n\nevent: complete\n`);
    expect(await later.text()).toContain(RESTARTING);
    expect(await feeds[0]?.next()).toEqual({ done: true, value: undefined });
    expect(feeds).toHaveLength(1);
    await drained;
  });
});
