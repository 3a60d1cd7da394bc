const WORDS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** A count of 1 to 9999 in digits, or up to twelve in letters. */
export function countOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  if (/^\d{1,4}$/.test(word)) return Number(word) || undefined;
  const index = WORDS.indexOf(word);
  return index < 0 ? undefined : index + 1;
}
