import { sha256Hex } from '@ai-finops/service-kit/sha256';
import { Injectable } from '@nestjs/common';
import { LINK_MINUTES } from '../mail/letters';
import { newLinkToken } from './link-token';
import { OneTimeLinksStore } from './one-time-links.store';

@Injectable()
export class OneTimeLinksService {
  constructor(private readonly store: OneTimeLinksStore) {}

  /**
   * The token of a link whose mail is about to be sent; null when the link was called off. Made anew at
   * each attempt: nothing but its hash is ever at rest, and a late mail brings a link that still holds.
   */
  async issue(linkId: string): Promise<string | null> {
    const token = newLinkToken();
    const there = await this.store.setToken(linkId, sha256Hex(token), LINK_MINUTES * 60_000);
    return there ? token : null;
  }
}
