import { Sealer, type SealerOptions } from '@ai-finops/service-kit/sealer';
import type { SourceCredentials, SourcePlace } from './source-place';
import type { SealedPlace } from './sources.store';

/** Seals the credentials of sources, each for its own source. */
export class SourceSeals {
  readonly #sealer: Sealer;

  constructor(options: SealerOptions) {
    this.#sealer = new Sealer(options, 'sources');
  }

  seal({ credentials, ...place }: SourcePlace, sourceId: string): SealedPlace {
    return { ...place, credentials: this.#sealer.seal(JSON.stringify(credentials), sourceId) };
  }

  /** Throws for what was sealed with another key. */
  open({ kind, location, credentials }: SealedPlace, sourceId: string): SourcePlace {
    const opened = JSON.parse(this.#sealer.open(credentials, sourceId)) as SourceCredentials;
    return { kind, location, credentials: opened };
  }
}
