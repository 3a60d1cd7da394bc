import { RequestLoader } from '@ai-finops/service-kit/request-loader';
import { Injectable } from '@nestjs/common';
import { requireViewer } from '../access/permissions';
import type { UserView } from './user-view';
import { UsersService } from './users.service';

/** Users by id, many at once, as the request's viewer may see them. */
@Injectable()
export class UsersLoader extends RequestLoader<UserView> {
  constructor(users: UsersService) {
    super(async ({ viewer }, ids) => users.findMany(requireViewer(viewer), ids));
  }
}
