import { ask } from '@ai-finops/sdk';
import { clientOf, type GlobalOptions, print } from '../context';
import { formatTable } from '../table';

export async function askCommand(words: readonly string[], options: GlobalOptions): Promise<void> {
  const { ask: answer } = await ask(clientOf(options), { input: { question: words.join(' ') } });
  const { content, answer: figures } = answer.answer;
  print(options, answer, () =>
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
