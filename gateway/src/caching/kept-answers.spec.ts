import { KeptAnswers } from './kept-answers';

const answer = <Content extends string | Buffer>(content: Content) => ({
  content,
  version: 'v',
  since: 0,
});

describe('kept answers', () => {
  it('take no more memory than they may, those used last staying', () => {
    const answers = new KeptAnswers<string>(100_000);
    for (let nth = 0; nth < 1_000; nth += 1) {
      answers.set(`key ${nth}`, answer('x'.repeat(1_000)));
      answers.get('key 0');
      expect(answers.bytes).toBeLessThanOrEqual(100_000);
    }
    expect(answers.count).toBeGreaterThan(50);
    expect(answers.get('key 0')).toBeDefined();
    expect(answers.get('key 1')).toBeUndefined();
    expect(answers.get('key 999')).toBeDefined();
  });

  it('count two bytes for the characters of a text that has others than ASCII', () => {
    const [ascii, other] = ['x', '€'].map((character) => {
      const answers = new KeptAnswers<string>(100_000);
      answers.set('key', answer(character.repeat(1_000)));
      return answers.bytes;
    });
    expect((other ?? 0) - (ascii ?? 0)).toBe(1_000);
  });

  it('count the bytes that are sent, and those that they are compressed to', () => {
    const answers = new KeptAnswers<Buffer>(100_000);
    answers.set('key', answer(Buffer.alloc(1_000)));
    const one = answers.bytes;
    answers.set('key', answer(Buffer.alloc(3_000)));
    expect([answers.count, answers.bytes - one]).toEqual([1, 3_000]);
  });

  it('leave out what would drive out most of the others', () => {
    const answers = new KeptAnswers<string>(100_000);
    answers.set('large', answer('x'.repeat(20_000)));
    expect([answers.count, answers.bytes]).toEqual([0, 0]);
  });
});
