// How text of a CSV file is quoted: a quotation mark within quotes is doubled (RFC 4180), or a backslash stands
// before it, as Spark, Hive and MySQL write it.

type State = 'START' | 'PLAIN' | 'QUOTED' | 'ESCAPED' | 'CLOSED';

/** Text of a file that comes piece by piece, with every quotation mark within quotes doubled. */
export class DoubledQuotes {
  #state: State = 'START';
  #cells = 1;
  #blank = true;
  #width: number | undefined;
  #odd = false;

  constructor(private readonly backslashes: boolean) {}

  /** True when a line has another number of cells than the first, or text after a closing quotation mark. */
  get odd(): boolean {
    return this.#odd;
  }

  take(text: string): string {
    let doubled = '';
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text.charAt(at);
      if (this.#state === 'QUOTED') {
        if (char === '"') this.#state = 'CLOSED';
        else if (this.backslashes && char === '\\') {
          doubled += text.slice(from, at);
          from = at + 1;
          this.#state = 'ESCAPED';
        }
      } else if (this.#state === 'ESCAPED') {
        // Before anything else a backslash is text, as in the escapes of JSON.
        doubled += char === '"' ? '"' : char === '\\' ? '' : '\\';
        this.#state = 'QUOTED';
      } else this.#outside(char);
    }
    return doubled + text.slice(from);
  }

  #outside(char: string): void {
    if (char === '\n') this.#endLine();
    else if (char === ',') {
      this.#cells++;
      this.#state = 'START';
      this.#blank = false;
    } else if (char === ' ' || char === '\r') return;
    else if (char === '"' && this.#state !== 'PLAIN') {
      this.#state = 'QUOTED';
      this.#blank = false;
    } else {
      if (this.#state === 'CLOSED') this.#odd = true;
      this.#state = 'PLAIN';
      this.#blank = false;
    }
  }

  #endLine(): void {
    if (!this.#blank) {
      this.#width ??= this.#cells;
      if (this.#cells !== this.#width) this.#odd = true;
    }
    this.#state = 'START';
    this.#cells = 1;
    this.#blank = true;
  }
}

/** True for the beginning of a file that makes sense only when backslashes stand before quotation marks. */
export function hasBackslashes(text: string): boolean {
  return text.includes('\\"') && isOdd(text, false) && !isOdd(text, true);
}

function isOdd(text: string, backslashes: boolean): boolean {
  const quotes = new DoubledQuotes(backslashes);
  quotes.take(text);
  return quotes.odd;
}
