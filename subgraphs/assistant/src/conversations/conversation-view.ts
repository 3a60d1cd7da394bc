import { z } from 'zod';
import type { Figures } from '../answers/reply';

export const CONVERSATION_COLUMNS = {
  id: true,
  user_id: true,
  title: true,
  created_at: true,
  updated_at: true,
} as const;

export interface ConversationRow {
  readonly id: string;
  readonly user_id: string;
  readonly title: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const MESSAGE_COLUMNS = {
  id: true,
  conversation_id: true,
  role: true,
  content: true,
  answer: true,
  created_at: true,
} as const;

export interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly role: string;
  readonly content: string;
  readonly answer: unknown;
  readonly created_at: Date;
}

/** A conversation as GraphQL shows it. */
export interface ConversationView {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A message as GraphQL shows it. */
export interface MessageView {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT';
  readonly content: string;
  readonly answer: Figures | null;
  readonly createdAt: string;
}

export function conversationView(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    ownerId: row.user_id,
    title: row.title,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

const figuresSchema = z.object({
  columns: z.array(
    z.object({ title: z.string(), kind: z.enum(['TEXT', 'DATE', 'MONEY', 'PERCENT']) }),
  ),
  rows: z.array(z.array(z.string().nullable())),
  query: z.string(),
  variables: z.string(),
  link: z.string(),
}) satisfies z.ZodType<Figures>;

export function messageView(row: MessageRow): MessageView {
  return {
    id: row.id,
    role: row.role === 'USER' ? 'USER' : 'ASSISTANT',
    content: row.content,
    answer: row.answer === null ? null : figuresSchema.parse(row.answer),
    createdAt: row.created_at.toISOString(),
  };
}
