import { encodeCursor } from '@ai-finops/service-kit/connection';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Client } from 'pg';
import type { Service } from '../../../finops/test/service';
import { admin, startFinopsWith } from '../../test/finops';
import { ledgerBill } from '../../test/ledger';
import { type AssistantServer, startAssistant } from '../../test/server';

const ASK = `mutation ($input: AskInput!) { ask(input: $input) {
  conversation { id title createdAt updatedAt owner { id } }
  question { id role content createdAt answer { link } }
  answer { id role content createdAt answer { link } } } }`;
const LIST = `query ($first: Int, $after: String) { conversations(first: $first, after: $after) {
  nodes { id title } pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
const ONE = `query ($id: ID!, $first: Int, $after: String) { conversation(id: $id) { id title
  messages(first: $first, after: $after) { nodes { id role content } pageInfo { hasNextPage endCursor } } } }`;
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on Conversation { title } ... on Message { content } } }`;

const someone = (id: string, role: Viewer['role'] = 'ADMIN'): Viewer => ({
  id,
  role,
  sessionId: `session of ${id}`,
});

describe('conversations', () => {
  let finops: Service;
  let assistant: AssistantServer;
  let count: (table: 'Conversation' | 'Message') => Promise<number>;
  const clients: Client[] = [];

  beforeAll(async () => {
    finops = await startFinopsWith(ledgerBill());
    assistant = await startAssistant(finops.url, new Date('2026-11-23T10:00:00Z'));
    const client = new Client({ connectionString: assistant.databaseUrl });
    clients.push(client);
    await client.connect();
    count = async (table) => {
      const { rows } = await client.query(`SELECT count(*)::int AS count FROM "${table}"`);
      return rows[0].count;
    };
  }, 90_000);

  afterAll(async () => {
    for (const client of clients) await client.end();
    await assistant?.stop();
    await finops?.stop();
  });

  const ask = (viewer: Viewer | null, question: string, conversationId?: string) =>
    assistant.graph(viewer, ASK, { input: { question, conversationId } });

  it('keeps question and answer, with the question as title', async () => {
    const viewer = someone('keeper');
    const { data } = await ask(viewer, '  What did we spend last month?  ');
    const { conversation, question, answer } = data.ask;
    expect(conversation).toMatchObject({
      title: 'What did we spend last month?',
      owner: { id: 'keeper' },
    });
    expect(question).toMatchObject({
      role: 'USER',
      content: 'What did we spend last month?',
      answer: null,
    });
    expect(answer).toMatchObject({
      role: 'ASSISTANT',
      answer: { link: expect.stringMatching(/^\/\?/) },
    });
    expect(question.createdAt < answer.createdAt).toBe(true);
    expect(conversation.updatedAt).toBe(answer.createdAt);
    const read = await assistant.graph(viewer, ONE, { id: conversation.id });
    expect(read.data.conversation.messages.nodes.map(({ id }: { id: string }) => id)).toEqual([
      question.id,
      answer.id,
    ]);
  });

  describe('with an idempotency key', () => {
    const keyed = (viewer: Viewer, question: string, idempotencyKey: string, more = {}) =>
      assistant.graph(viewer, ASK, { input: { question, idempotencyKey, ...more } });
    const codeOf = ({ errors }: { errors?: readonly { extensions: object }[] }) =>
      errors?.[0]?.extensions;

    it('stores a question once however often it is asked, at once too, and tells what was stored', async () => {
      const viewer = someone('repeater');
      const before = [await count('Conversation'), await count('Message')];
      const [first, ...others] = await Promise.all(
        Array.from({ length: 4 }, () => keyed(viewer, 'cost in October', 'a')),
      );
      others.push(await keyed(viewer, '  cost in October ', 'a'));
      expect(first?.errors).toBeUndefined();
      for (const other of others) expect(other).toEqual(first);
      expect([await count('Conversation'), await count('Message')]).toEqual(
        before.map((rows, nth) => rows + nth + 1),
      );
      const { conversation, answer } = first?.data.ask ?? {};
      const more = { conversationId: conversation.id };
      const next = await keyed(viewer, 'and in September?', 'b', more);
      expect(await keyed(viewer, 'and in September?', 'b', more)).toEqual(next);
      // Of the pair that was asked for, whatever came after it.
      const again = await keyed(viewer, 'cost in October', 'a');
      expect(again.data.ask.answer).toEqual(answer);
    });

    it('tells a subscriber at once what was stored', async () => {
      const viewer = someone('returner');
      const { data } = await keyed(viewer, 'cost in October', 'a');
      const events = await assistant.events(
        viewer,
        'subscription ($input: AskInput!) { answer(input: $input) { stage payload { answer { id } } } }',
        { input: { question: 'cost in October', idempotencyKey: 'a' } },
      );
      expect(events.map((event) => event.data.answer)).toEqual([
        { stage: 'ANSWERED', payload: { answer: { id: data.ask.answer.id } } },
      ]);
    });

    it('refuses the key of another question or conversation, but not that of somebody else', async () => {
      const viewer = someone('reuser');
      const { data } = await keyed(viewer, 'cost in October', 'a');
      const elsewhere = { conversationId: data.ask.conversation.id };
      for (const other of [
        await keyed(viewer, 'cost in September', 'a'),
        await keyed(viewer, 'cost in October', 'a', elsewhere),
      ]) {
        expect(codeOf(other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
      }
      const theirs = await keyed(someone('neighbour'), 'cost in September', 'a');
      expect(theirs.errors).toBeUndefined();
    });

    it.each(['', 'a b', 'ä', 'x'.repeat(256)])('refuses one that is none: %j', async (key) => {
      expect(codeOf(await keyed(admin, 'cost in October', key))).toEqual({
        code: 'VALIDATION_FAILED',
        field: 'idempotencyKey',
      });
    });
  });

  it('keeps a refusal as an answer without figures', async () => {
    const { data } = await ask(someone('chatty'), 'hello');
    expect(data.ask.answer).toMatchObject({ role: 'ASSISTANT', answer: null });
  });

  it('pages conversations, the latest first, and messages, the oldest first', async () => {
    const viewer = someone('pager');
    const ids: string[] = [];
    for (const month of ['September', 'October', 'November']) {
      ids.push((await ask(viewer, `cost in ${month}`)).data.ask.conversation.id);
    }
    await ask(viewer, 'cost by service in October', ids[0]);
    const first = (await assistant.graph(viewer, LIST, { first: 2 })).data.conversations;
    const { endCursor } = first.pageInfo;
    const second = (await assistant.graph(viewer, LIST, { first: 2, after: endCursor })).data
      .conversations;
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
    const seen = [...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(seen[0]).toBe(ids[0]);
    const foreign = encodeCursor(['-271821-04-20T00:00:00.000Z', 'x']);
    const refused = await assistant.graph(viewer, LIST, { first: 2, after: foreign });
    expect(refused.errors?.[0]?.extensions.code).toBe('VALIDATION_FAILED');

    const contents: string[] = [];
    let after: string | null = null;
    do {
      const page: {
        data: {
          conversation: {
            messages: {
              nodes: { content: string }[];
              pageInfo: { hasNextPage: boolean; endCursor: string };
            };
          };
        };
      } = await assistant.graph(viewer, ONE, { id: ids[0], first: 3, after });
      const { nodes, pageInfo } = page.data.conversation.messages;
      contents.push(...nodes.map(({ content }) => content));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(contents).toHaveLength(4);
    expect([contents[0], contents[2]]).toEqual(['cost in September', 'cost by service in October']);
  });

  it('keeps each answer right after its question when many are asked at once', async () => {
    const viewer = someone('hurried');
    const { id } = (await ask(viewer, 'cost in October')).data.ask.conversation;
    const questions = Array.from({ length: 8 }, (_, i) => `top ${i + 1} services in October`);
    await Promise.all(questions.map((question) => ask(viewer, question, id)));
    const { data } = await assistant.graph(viewer, ONE, { id, first: 100 });
    const roles = data.conversation.messages.nodes.map(({ role }: { role: string }) => role);
    expect(roles).toEqual(Array.from({ length: 9 }, () => ['USER', 'ASSISTANT']).flat());
  });

  it('shows nobody the conversations of others, not even to administrators', async () => {
    const { conversation, answer } = (await ask(someone('owner'), 'cost in October')).data.ask;
    const before = await count('Message');
    for (const other of [someone('stranger'), someone('root', 'SUPER_ADMIN')]) {
      const one = await assistant.graph(other, ONE, { id: conversation.id });
      expect([one.data, one.errors]).toEqual([{ conversation: null }, undefined]);
      const list = await assistant.graph(other, LIST);
      expect(list.data.conversations.nodes).toEqual([]);
      const { errors } = await ask(other, 'cost in October', conversation.id);
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      const entities = await assistant.graph(other, ENTITIES, {
        representations: [
          { __typename: 'Conversation', id: conversation.id },
          { __typename: 'Message', id: answer.id },
        ],
      });
      expect(entities.data._entities).toEqual([null, null]);
    }
    expect(await count('Message')).toBe(before);
  });

  it('resolves references of the owner, many at once, and odd ones to null', async () => {
    const viewer = someone('referrer');
    const { conversation, question } = (await ask(viewer, 'cost in October')).data.ask;
    const { data, errors } = await assistant.graph(viewer, ENTITIES, {
      representations: [
        { __typename: 'Conversation', id: conversation.id },
        { __typename: 'Message', id: question.id },
        { __typename: 'Message', id: "' OR 1=1 --\u0000" },
        { __typename: 'Conversation', id: 'absent' },
      ],
    });
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([
      { __typename: 'Conversation', title: 'cost in October' },
      { __typename: 'Message', content: 'cost in October' },
      null,
      null,
    ]);
  });

  it('answers nobody without a viewer', async () => {
    const refusals = await Promise.all([
      ask(null, 'cost in October'),
      assistant.graph(null, LIST),
      assistant.graph(null, ONE, { id: 'x' }),
    ]);
    for (const { errors } of refusals) {
      expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
    const { data } = await assistant.graph(null, ENTITIES, {
      representations: [{ __typename: 'Conversation', id: 'x' }],
    });
    expect(data._entities).toEqual([null]);
    const bare = await fetch(`${assistant.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(bare.status).toBe(401);
  });

  it.each(['', '   ', 'x'.repeat(2001), 'a\u0000b', 'a\ud800b'])(
    'refuses a question that is none: %j',
    async (question) => {
      const { errors } = await ask(admin, question);
      expect(errors?.[0]?.extensions).toEqual({ code: 'VALIDATION_FAILED', field: 'question' });
    },
  );

  it.each([
    ['conversations', LIST, { first: 0 }],
    ['conversations', LIST, { first: 101 }],
    ['conversations', LIST, { after: 'nonsense' }],
    ['conversations', LIST, { after: Buffer.from('["2026-11-23","a","b"]').toString('base64url') }],
  ])('refuses a page of %s that cannot be', async (_, query, variables) => {
    const { errors } = await assistant.graph(admin, query, variables);
    expect(errors?.[0]?.extensions.code).toBe('VALIDATION_FAILED');
  });

  it('refuses who may see no costs, and keeps nothing', async () => {
    const before = await count('Conversation');
    const { errors } = await ask(someone('outsider', 'USER'), 'cost in October');
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await count('Conversation')).toBe(before);
  });

  it('says so when finops is down, and keeps neither question nor answer', async () => {
    const alone = await startAssistant('http://127.0.0.1:9', new Date());
    const client = new Client({ connectionString: alone.databaseUrl });
    await client.connect();
    try {
      const { data, errors } = await alone.graph(admin, ASK, {
        input: { question: 'cost in October' },
      });
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
      const { rows } = await client.query(
        'SELECT id FROM "Message" UNION ALL SELECT id FROM "Conversation"',
      );
      expect(rows).toEqual([]);
    } finally {
      await client.end();
      await alone.stop();
    }
  });

  it('is healthy, and ready while its database answers', async () => {
    const alive = await fetch(`${assistant.url}/health`);
    expect([alive.status, await alive.json()]).toEqual([
      200,
      { status: 'ok', service: 'assistant' },
    ]);
    const ready = await fetch(`${assistant.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: true } },
    ]);
  });

  describe('an answer that is told as it comes', () => {
    const ANSWER = `subscription ($input: AskInput!) { answer(input: $input) { stage understanding payload {
      conversation { id } question { content } answer { content answer { link } } } } }`;
    const told = (viewer: Viewer | null, question: string, conversationId?: string) =>
      assistant.events(viewer, ANSWER, { input: { question, conversationId } });

    it('says how far it is, how the question was understood, and what was stored', async () => {
      const viewer = someone('listener');
      const events = await told(viewer, 'What did we spend on AWS last month by service?');
      const understanding = 'Effective cost for 1–31 Oct 2026 (UTC), provider AWS, by service.';
      expect(events.map(({ data }) => data.answer)).toEqual([
        { stage: 'READING', understanding: null, payload: null },
        { stage: 'ASKING', understanding, payload: null },
        { stage: 'ANSWERED', understanding, payload: expect.anything() },
      ]);
      const { payload } = events[2]?.data.answer ?? {};
      const { data } = await assistant.graph(viewer, ONE, { id: payload.conversation.id });
      const contents = data.conversation.messages.nodes.map(
        (one: { content: string }) => one.content,
      );
      expect(contents).toEqual([payload.question.content, payload.answer.content]);
      const asked = await ask(viewer, 'What did we spend on AWS last month by service?');
      expect(payload.answer.content).toBe(asked.data.ask.answer.content);
      expect(payload.answer.answer).toEqual(asked.data.ask.answer.answer);
    });

    it('goes on from the questions before it, and says what it compares with', async () => {
      const viewer = someone('comparer');
      const { data } = await ask(viewer, 'What did we spend last month?');
      const events = await told(
        viewer,
        'How does that compare with the month before?',
        data.ask.conversation.id,
      );
      expect(events[1]?.data.answer.understanding).toBe(
        'Effective cost for 1–31 Oct 2026 (UTC), against 1–30 Sep 2026.',
      );
    });

    it('asks nothing of the bills for what is no question about them', async () => {
      const events = await told(someone('chatter'), 'Tell me a joke');
      expect(events.map(({ data }) => data.answer.stage)).toEqual(['READING', 'ANSWERED']);
      expect(events[1]?.data.answer).toMatchObject({ understanding: null, payload: {} });
    });

    it.each([
      ['nobody', null, 'What did we spend?', undefined, 'UNAUTHENTICATED'],
      ['an empty question', someone('empty'), ' ', undefined, 'VALIDATION_FAILED'],
      [
        'a foreign conversation',
        someone('foreign'),
        'Why?',
        'cl00000000000000000000000',
        'NOT_FOUND',
      ],
    ])(
      'refuses %s as the mutation does, and stores nothing',
      async (_, viewer, question, id, code) => {
        const before = [await count('Conversation'), await count('Message')];
        const events = await told(viewer, question, id);
        expect(events.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([code]);
        expect([await count('Conversation'), await count('Message')]).toEqual(before);
      },
    );
  });
});
