import { sourceOf } from '@ai-finops/service-kit/client-source';
import { AppError } from '@ai-finops/service-kit/errors';
import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { Subscription } from './subscription';

/** Each looks whether its viewer is still let in; the list that they look at is two seconds old at most. */
const CHECK_EVERY_MS = 1_000;
/** Of all viewers, for each process: an open one takes two connections. */
const MOST_OPEN = 5_000;

/** The subscriptions that are open in this process. */
export class Subscriptions {
  readonly #open = new Map<Subscription, string>();
  readonly #perViewer = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #stopping = false;

  constructor(private readonly mostPerViewer: number) {
    this.#timer = setInterval(() => {
      for (const subscription of this.#open.keys()) void subscription.recheck();
    }, CHECK_EVERY_MS).unref();
  }

  get count(): number {
    return this.#open.size;
  }

  /** For a request that takes events, whatever it asks for. */
  begin(): Subscription {
    return new Subscription(
      (subscription, context) => this.#take(subscription, context),
      (subscription) => this.#release(subscription),
    );
  }

  /** Lets nobody in any more and ends all with SERVICE_UNAVAILABLE: their clients ask again, elsewhere. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#timer);
    for (const subscription of [...this.#open.keys()]) subscription.end(restarting());
  }

  #take(subscription: Subscription, { viewer, client }: RequestContext): void {
    // Who is not signed in is known by the address alone.
    const who = viewer ? `viewer ${viewer.id}` : `address ${sourceOf(client.ip)}`;
    const open = this.#perViewer.get(who) ?? 0;
    if (this.#stopping) throw restarting();
    if (this.#open.size >= MOST_OPEN) {
      throw new AppError('SERVICE_UNAVAILABLE', 'Too many subscriptions are open.');
    }
    if (open >= this.mostPerViewer) {
      const message = `${open} subscriptions are open already: end one of them first.`;
      throw new AppError('TOO_MANY_REQUESTS', message, { maximum: this.mostPerViewer });
    }
    this.#perViewer.set(who, open + 1);
    this.#open.set(subscription, who);
  }

  #release(subscription: Subscription): void {
    const who = this.#open.get(subscription);
    if (who === undefined) return;
    this.#open.delete(subscription);
    const left = (this.#perViewer.get(who) ?? 1) - 1;
    if (left === 0) this.#perViewer.delete(who);
    else this.#perViewer.set(who, left);
  }
}

const restarting = (): AppError =>
  new AppError('SERVICE_UNAVAILABLE', 'The gateway is restarting: subscribe again.');
