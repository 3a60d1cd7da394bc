import { randomUUID } from 'node:crypto';
import {
  type AskedFieldsFragment,
  type AskInput,
  answer,
  ask,
  type Client,
  TransportError,
} from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { showPassing } from '../passing-line';
import { formatTable } from '../table';

export async function askCommand(words: readonly string[], options: GlobalOptions): Promise<void> {
  const client = clientOf(options);
  const input: AskInput = { question: words.join(' '), idempotencyKey: randomUUID() };
  const asked =
    (process.stderr.isTTY && (await askAndShow(client, input))) ||
    (await ask(client, { input })).ask;
  const { content, answer: figures } = asked.answer;
  print(options, asked, () =>
    figures
      ? `${content}\n\n${formatTable(
          figures.columns.map(({ title, kind }) => ({
            title,
            right: kind === 'MONEY' || kind === 'PERCENT',
          })),
          figures.rows.map((row) => row.map((cell) => cell ?? '')),
        )}`
      : content,
  );
}

/** Shows how the question was understood while its answer is found; undefined when the connection is lost meanwhile. */
async function askAndShow(
  client: Client,
  input: AskInput,
): Promise<AskedFieldsFragment | undefined> {
  try {
    for await (const { answer: told } of answer(client, { input })) {
      if (told.payload) return told.payload;
      showPassing(told.understanding ?? 'Reading the question …');
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
  } finally {
    showPassing('');
  }
  return undefined;
}
