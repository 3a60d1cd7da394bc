/** Injection token of the clock. */
export const CLOCK = Symbol('CLOCK');

/** Tells what time it is. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
