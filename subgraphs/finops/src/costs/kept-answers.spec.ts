import { KeptAnswers } from './kept-answers';

const statement = (text: string, batch = 'a') => ({ sql: text, parameters: { p0: [batch] } });

/** An engine that counts what it is asked, and answers with so many rows. */
function engine(rows = 1) {
  const asked: string[] = [];
  const ask = (text: string) => async () => {
    asked.push(text);
    return Array.from({ length: rows }, (_, n) => ({ text, n, a: 1, b: 2, c: 3 }));
  };
  return { asked, ask };
}

describe('kept answers', () => {
  it('are given to whoever asks the same, at once or later', async () => {
    const kept = new KeptAnswers();
    const { asked, ask } = engine();
    const [first, second] = await Promise.all([
      kept.rows(statement('q'), ask('q')),
      kept.rows(statement('q'), ask('q')),
    ]);
    expect(second).toEqual(first);
    expect(await kept.rows(statement('q'), ask('q'))).toEqual(first);
    expect(asked).toEqual(['q']);
  });

  it('are of one statement and its values', async () => {
    const kept = new KeptAnswers();
    const { asked, ask } = engine();
    await kept.rows(statement('q'), ask('q of a'));
    await kept.rows(statement('q', 'b'), ask('q of b'));
    await kept.rows(statement('r'), ask('r of a'));
    expect(asked).toEqual(['q of a', 'q of b', 'r of a']);
  });

  it('are no failures', async () => {
    const kept = new KeptAnswers();
    const failing = async () => {
      throw new Error('The engine is away.');
    };
    await expect(kept.rows(statement('q'), failing)).rejects.toThrow('away');
    const { ask } = engine();
    expect(await kept.rows(statement('q'), ask('q'))).toHaveLength(1);
  });

  it('leave in the order in which nobody wants them any more', async () => {
    const kept = new KeptAnswers();
    const { asked, ask } = engine(19_000);
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await kept.rows(statement(name), ask(name));
    await kept.rows(statement('a'), ask('a'));
    expect(asked).toEqual(names);
    await kept.rows(statement('f'), ask('f'));
    await kept.rows(statement('a'), ask('a'));
    await kept.rows(statement('b'), ask('b again'));
    expect(asked).toEqual([...names, 'f', 'b again']);
  });

  it('are not those that would take the place of all others', async () => {
    const kept = new KeptAnswers();
    const { asked, ask } = engine(20_001);
    await kept.rows(statement('q'), ask('q'));
    await kept.rows(statement('q'), ask('q'));
    expect(asked).toEqual(['q', 'q']);
  });
});
