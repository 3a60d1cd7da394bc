/** How a breaker judges. Times in milliseconds. */
export interface BreakerOptions {
  /** Calls are judged over this long. */
  readonly windowMs: number;
  /** So many failures within the window, and at least half of its calls, open the circuit. */
  readonly failures: number;
  /** An open circuit lets one call through in this time, to see; all others are refused. */
  readonly openMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/** A slot of the window. */
interface Slot {
  start: number;
  calls: number;
  failures: number;
}

/** A call that was admitted. It counts only while the circuit is as it was when the call began. */
export interface Admitted {
  readonly period: number;
  /** It was let through an open circuit. */
  readonly probes: boolean;
}

const SLOTS = 10;

/**
 * Stops asking somebody who does not answer (the circuit breaker of M. Nygard, Release It!): closed while
 * calls succeed, open after too many failures, half-open while one call probes. A probe that takes longer than the
 * time between two is followed by another: it may hang on a connection that is lost.
 */
export class CircuitBreaker {
  readonly #slots: Slot[] = [];
  #openedAt: number | null = null;
  #probe: Admitted | null = null;
  #probedAt = 0;
  /** Grows whenever the circuit opens or closes. */
  #period = 0;

  constructor(private readonly options: BreakerOptions) {}

  get state(): BreakerState {
    if (this.#openedAt === null) return 'closed';
    return this.#probe ? 'half-open' : 'open';
  }

  /** Null when no call may be made now; whoever makes it says how it ended. */
  admit(now: number): Admitted | null {
    const { openMs } = this.options;
    if (this.#openedAt === null) return { period: this.#period, probes: false };
    if (now - (this.#probe ? this.#probedAt : this.#openedAt) < openMs) return null;
    this.#probe = { period: this.#period, probes: true };
    this.#probedAt = now;
    return this.#probe;
  }

  succeeded(call: Admitted, now: number): void {
    if (call === this.#probe) {
      this.#openedAt = null;
      this.#probe = null;
      this.#period += 1;
      this.#slots.length = 0;
    } else if (call.period !== this.#period || this.#openedAt !== null) return;
    this.#slotAt(now).calls += 1;
  }

  failed(call: Admitted, now: number): void {
    if (call === this.#probe) {
      this.#openedAt = now;
      this.#probe = null;
      return;
    }
    if (call.period !== this.#period || this.#openedAt !== null) return;
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
    if (failures < this.options.failures || failures * 2 < calls) return;
    this.#openedAt = now;
    this.#period += 1;
  }

  /** A call ended in a way that says nothing about the other side. */
  abandoned(call: Admitted): void {
    if (call === this.#probe) this.#probe = null;
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
