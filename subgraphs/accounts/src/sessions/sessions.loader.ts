import { RequestLoader } from '@ai-finops/service-kit/request-loader';
import { Injectable } from '@nestjs/common';
import { requireViewer } from '../access/permissions';
import type { SessionView } from './session-view';
import { SessionsService } from './sessions.service';

/** Sessions by id, many at once, as the request's viewer may see them. */
@Injectable()
export class SessionsLoader extends RequestLoader<SessionView> {
  constructor(sessions: SessionsService) {
    super(async ({ viewer }, ids) => sessions.findMany(requireViewer(viewer), ids));
  }
}

/** Live sessions by user, many users at once; null for a user whose sessions are not shown. */
@Injectable()
export class SessionsOfUserLoader extends RequestLoader<SessionView[]> {
  constructor(sessions: SessionsService) {
    super(async ({ viewer }, ids) => sessions.findLiveOf(requireViewer(viewer), ids));
  }
}
