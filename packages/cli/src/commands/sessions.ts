import { type Answered, nodes, revokeSession, type SessionsQuery, sessions } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { formatTable } from '../table';

type Session = Answered<SessionsQuery>['sessions']['nodes'][number];

const PAGE = 100;
/** Of a user agent; what distinguishes them stands in front. */
const MOST_CHARACTERS = 40;

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;

const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

const rowOf = (session: Session): string[] => [
  session.id,
  session.current ? 'this one' : '',
  session.ipAddress ?? '',
  minute(session.createdAt),
  minute(session.lastUsedAt ?? session.createdAt),
  // A terminal must not obey what a client called itself.
  shortened((session.userAgent ?? '').replace(/\p{C}/gu, '')),
];

export async function sessionsCommand(options: GlobalOptions): Promise<void> {
  const client = clientOf(options);
  const pages = nodes(async (after) => {
    const { sessions: page } = await sessions(client, { first: PAGE, after });
    return page;
  });
  const found: Session[] = [];
  for await (const session of pages) found.push(session);
  const titles = ['id', '', 'address', 'signed in', 'last use', 'program'];
  print(options, found, () =>
    formatTable(
      titles.map((title) => ({ title })),
      found.map(rowOf),
    ),
  );
}

export async function revokeSessionCommand(id: string, options: GlobalOptions): Promise<void> {
  const { revokeSession: ended } = await revokeSession(clientOf(options), { id });
  print(options, ended, () => `The session ${ended.id} has ended.`);
}
