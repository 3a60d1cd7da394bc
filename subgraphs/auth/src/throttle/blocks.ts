import { AppError } from '@ai-finops/service-kit/errors';

const MAX_BLOCKS = 10_000;

/** Who was told to wait, until then; kept by this process alone, the oldest forgotten first. */
export class Blocks {
  readonly #until = new Map<string, { readonly end: number; readonly refusal: AppError }>();

  /** `refusal` says in its details how long to wait. */
  add(key: string, refusal: AppError): void {
    this.#until.delete(key);
    const [oldest] = this.#until.keys();
    if (this.#until.size >= MAX_BLOCKS && oldest !== undefined) this.#until.delete(oldest);
    const seconds = Number(refusal.details.retryAfterSeconds);
    this.#until.set(key, { end: performance.now() + seconds * 1000, refusal });
  }

  /** The refusal with what is left to wait; undefined when nobody has to. */
  of(key: string): AppError | undefined {
    const block = this.#until.get(key);
    if (!block) return undefined;
    const retryAfterSeconds = Math.ceil((block.end - performance.now()) / 1000);
    if (retryAfterSeconds > 0) {
      const { code, message, details } = block.refusal;
      return new AppError(code, message, { ...details, retryAfterSeconds });
    }
    this.#until.delete(key);
    return undefined;
  }
}
