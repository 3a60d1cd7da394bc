/**
 * Optimal string alignment distance (Damerau-Levenshtein with each pair swapped at most once), or
 * `most + 1` when it is larger than `most`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(distance);
      least = Math.min(least, distance);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

/** How many typing errors we forgive in a word: none in short ones, where every neighbour is another word. */
export function forgiven(word: string): number {
  return word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
}

/** The candidates nearest to a word within what is forgiven; none when all are further away. */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  let distance = forgiven(word);
  let found: string[] = [];
  if (distance === 0) return found;
  for (const candidate of candidates) {
    const other = editDistance(word, candidate, distance);
    if (other < distance) found = [];
    if (other <= distance) {
      found.push(candidate);
      distance = other;
    }
  }
  return found;
}
