import { AiFinopsError, type AskedFieldsFragment, answer, ask, type Client } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { showPassing } from '../passing-line';
import { formatTable } from '../table';

export async function askCommand(words: readonly string[], options: GlobalOptions): Promise<void> {
  const client = clientOf(options);
  const question = words.join(' ');
  const asked = process.stderr.isTTY
    ? await askAndShow(client, question)
    : (await ask(client, { input: { question } })).ask;
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

/** Shows how the question was understood while its answer is found. */
async function askAndShow(client: Client, question: string): Promise<AskedFieldsFragment> {
  try {
    for await (const { answer: told } of answer(client, { input: { question } })) {
      if (told.payload) return told.payload;
      showPassing(told.understanding ?? 'Reading the question …');
    }
  } finally {
    showPassing('');
  }
  throw new AiFinopsError('SERVICE_UNAVAILABLE', 'The answer broke off; ask again.');
}
