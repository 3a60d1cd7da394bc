/** How a breaker judges. Times in milliseconds. */
export interface BreakerOptions {
  /** Calls are judged over this long. */
  readonly windowMs: number;
  /** So many failures within the window, and at least half of its calls, open the circuit. */
  readonly failures: number;
  /** So long an open circuit refuses everything, then it lets one call through to see. */
  readonly openMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** A slot of the window. */
interface Slot {
  start: number;
  calls: number;
  failures: number;
}

const SLOTS = 10;

/**
 * Stops asking somebody who does not answer (the circuit breaker of M. Nygard, Release It!): closed while
 * calls succeed, open after too many failures, half-open while one call probes.
 */
export class CircuitBreaker {
  readonly #slots: Slot[] = [];
  #openedAt: number | null = null;
  #probing = false;

  constructor(private readonly options: BreakerOptions) {}

  get state(): BreakerState {
    if (this.#openedAt === null) return 'closed';
    return this.#probing ? 'half-open' : 'open';
  }

  /** Whether a call may be made now; whoever makes it says how it ended. */
  admits(now: number): boolean {
    if (this.#openedAt === null) return true;
    if (this.#probing || now - this.#openedAt < this.options.openMs) return false;
    this.#probing = true;
    return true;
  }

  succeeded(now: number): void {
    if (this.#probing) {
      this.#openedAt = null;
      this.#probing = false;
      this.#slots.length = 0;
    }
    this.#slotAt(now).calls += 1;
  }

  failed(now: number): void {
    if (this.#openedAt !== null) {
      // A probe that failed; calls that were under way when the circuit opened change nothing.
      if (this.#probing) this.#openedAt = now;
      this.#probing = false;
      return;
    }
    const slot = this.#slotAt(now);
    slot.calls += 1;
    slot.failures += 1;
    let calls = 0;
    let failures = 0;
    for (const { start, ...counted } of this.#slots) {
      if (now - start > this.options.windowMs) continue;
      calls += counted.calls;
      failures += counted.failures;
    }
    if (failures >= this.options.failures && failures * 2 >= calls) this.#openedAt = now;
  }

  /** A call that was admitted ended in a way that says nothing about the other side. */
  abandoned(): void {
    this.#probing = false;
  }

  #slotAt(now: number): Slot {
    const length = this.options.windowMs / SLOTS;
    const last = this.#slots.at(-1);
    if (last && now - last.start < length) return last;
    const slot = { start: now, calls: 0, failures: 0 };
    this.#slots.push(slot);
    if (this.#slots.length > SLOTS) this.#slots.shift();
    return slot;
  }
}
