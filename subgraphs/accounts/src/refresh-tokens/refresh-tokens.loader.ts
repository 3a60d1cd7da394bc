import { RequestLoader } from '@ai-finops/service-kit/request-loader';
import { Injectable } from '@nestjs/common';
import { requireViewer } from '../access/permissions';
import type { RefreshTokenView } from './refresh-token-view';
import { RefreshTokensService } from './refresh-tokens.service';

/** Refresh tokens by id, many at once, as the request's viewer may see them. */
@Injectable()
export class RefreshTokensLoader extends RequestLoader<RefreshTokenView> {
  constructor(tokens: RefreshTokensService) {
    super(async ({ viewer }, ids) => tokens.findMany(requireViewer(viewer), ids));
  }
}
