/** A word or a sign of a question. */
export interface Token {
  /** As written. */
  readonly text: string;
  /** Lower case, without accents, possessive and contraction marks: "Month's" is "month". */
  readonly word: string;
  /** Written between quotation marks: a name, never vocabulary. */
  readonly quoted: boolean;
  /** No blank stands between the token before and this one. */
  readonly glued: boolean;
}

const QUOTED = /["“”„«»]([^"“”„«»]{1,200})["“”„«»]/y;
// A word may hold the signs that identifiers, dates and addresses have inside.
const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_&'’@/+]|[.-](?=[\p{L}\p{N}_]))*/uy;
const ISO_RANGE = /^(\d{4}-\d{2}(?:-\d{2})?)\/(\d{4}-\d{2}(?:-\d{2})?)$/;

/** Lower case without accents, for comparing what people type. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/'s$/, '')
    .replaceAll("'", '');
}

/** Cuts a question into tokens; whatever is no word, number or quotation becomes a sign of one character. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let glued = false;
  const push = (raw: string, quoted = false) => {
    tokens.push({ text: raw, word: plain(raw), quoted, glued });
    glued = true;
  };
  while (at < text.length) {
    const quote = matchAt(QUOTED, text, at);
    if (quote?.[1]?.trim()) {
      push(quote[1].trim(), true);
      at += quote[0].length;
      continue;
    }
    const word = matchAt(WORD, text, at)?.[0];
    if (word === undefined) {
      const sign = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (/\s/u.test(sign)) glued = false;
      else push(sign);
      at += sign.length;
      continue;
    }
    const range = ISO_RANGE.exec(word);
    if (range?.[1] && range[2]) for (const part of [range[1], '–', range[2]]) push(part);
    else push(word.replace(/[/+&'’@]+$/, '') || word);
    at += word.length;
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
