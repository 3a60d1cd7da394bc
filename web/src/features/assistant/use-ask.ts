'use client';

import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import {
  AskDocument,
  type AskMutation,
  ConversationDocument,
  ConversationsDocument,
} from '@/generated/graphql';
import { failureOf } from '@/lib/graph/failure-of';

export type Asked = AskMutation['ask'];

/** Asks the assistant and files question and answer in the cache, where list and thread read them. */
export function useAsk(conversationId: string | null) {
  const [question, setQuestion] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [mutate] = useMutation(AskDocument, {
    update(cache, { data }) {
      if (!data) return;
      const { conversation, question: asked, answer } = data.ask;
      const variables = { id: conversation.id };
      cache.updateQuery({ query: ConversationDocument, variables }, (before) =>
        before?.conversation
          ? {
              conversation: {
                ...before.conversation,
                messages: {
                  ...before.conversation.messages,
                  nodes: [...before.conversation.messages.nodes, asked, answer],
                },
              },
            }
          : undefined,
      );
      cache.updateQuery({ query: ConversationsDocument }, (before) =>
        before?.conversations
          ? {
              conversations: {
                ...before.conversations,
                nodes: [
                  conversation,
                  ...before.conversations.nodes.filter(({ id }) => id !== conversation.id),
                ],
              },
            }
          : undefined,
      );
    },
  });

  /** Resolves to nothing when there is no answer; `failure` then says why. */
  const ask = async (text: string): Promise<Asked | undefined> => {
    setQuestion(text);
    setFailure(null);
    try {
      const input = { question: text, conversationId };
      const { data } = await mutate({ variables: { input } });
      setQuestion(null);
      return data?.ask;
    } catch (error) {
      setFailure(failureOf(error).message);
      setQuestion(null);
      return undefined;
    }
  };
  return { ask, question, failure };
}
