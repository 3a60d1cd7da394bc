import { type Session, sessionOf, type Tokens } from './seal';

/** What an attempt to exchange a session's tokens came to. */
export type Refreshed =
  | { readonly kind: 'fresh'; readonly session: Session }
  /** The issuer refused the refresh token: the session is over. */
  | { readonly kind: 'ended' }
  /** Nobody could say; the tokens stay as they are. */
  | { readonly kind: 'unavailable' };

/** Answers with fresh tokens, or undefined when they are refused; throws when nobody answers. */
export type Exchange = (refreshToken: string) => Promise<Tokens | undefined>;

/**
 * Requests that the browser sent before it got the new cookie still bring the old one. The issuer
 * answers the old token with the same successor for as long, which covers other replicas.
 */
const GRACE_MS = 10_000;

/**
 * A page asks for several things at once, all with the same cookie: a refresh token works once, so they
 * share one exchange.
 */
export class Refresher {
  readonly #flights = new Map<string, Promise<Refreshed>>();
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  refresh({ refreshToken }: Session): Promise<Refreshed> {
    const under = this.#flights.get(refreshToken);
    if (under) return under;
    const flight = this.#attempt(refreshToken);
    this.#flights.set(refreshToken, flight);
    void flight.then(({ kind }) => {
      if (kind === 'unavailable') this.#flights.delete(refreshToken);
      else setTimeout(() => this.#flights.delete(refreshToken), GRACE_MS).unref();
    });
    return flight;
  }

  async #attempt(refreshToken: string): Promise<Refreshed> {
    try {
      const tokens = await this.#exchange(refreshToken);
      return tokens ? { kind: 'fresh', session: sessionOf(tokens) } : { kind: 'ended' };
    } catch {
      return { kind: 'unavailable' };
    }
  }
}
