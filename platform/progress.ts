/** Lines of progress with the time since the start. */
export class Progress {
  readonly #started = performance.now();

  get seconds(): string {
    return ((performance.now() - this.#started) / 1000).toFixed(1);
  }

  say(what: string): void {
    process.stdout.write(`${this.seconds.padStart(6)} s  ${what}\n`);
  }
}
