'use client';

import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import {
  AskDocument,
  type AskMutation,
  ConversationDocument,
  ConversationsDocument,
} from '@/generated/graphql';
import { refusalOf, unreachable } from '@/lib/graph/refusal';

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
        before
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
      const refusal = CombinedGraphQLErrors.is(error) ? refusalOf(error.errors) : unreachable();
      setFailure(refusal.message);
      setQuestion(null);
      return undefined;
    }
  };
  return { ask, question, failure };
}
