import { AppError } from '@ai-finops/service-kit/errors';
import { Injectable } from '@nestjs/common';
import { type Actor, requireService } from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import { RevocationStore } from '../revocation/revocation.store';
import type { FirstAdministrator } from '../users/user-input';
import { type UserView, userView } from '../users/user-view';
import { UsersStore } from '../users/users.store';

/** The one way to a SUPER_ADMIN that needs none before. */
@Injectable()
export class SetupService {
  constructor(
    private readonly users: UsersStore,
    private readonly revocation: RevocationStore,
    private readonly audit: AuditService,
  ) {}

  async isDone(actor: Actor): Promise<boolean> {
    requireService(actor);
    return this.revocation.transaction((tx) => this.users.hasSuperAdmin(tx));
  }

  /** Errors SETUP_DONE once there is a SUPER_ADMIN, whatever its status; EMAIL_TAKEN. */
  async createFirst(actor: Actor, account: FirstAdministrator): Promise<UserView> {
    requireService(actor);
    return this.revocation.transaction(async (tx) => {
      // Of two at once, the second one waits here and then finds the first one's account.
      await this.users.lockRights(tx);
      if (await this.users.hasSuperAdmin(tx)) throw new AppError('SETUP_DONE');
      const user = userView(await this.users.insert(tx, { ...account, role: 'SUPER_ADMIN' }));
      await this.audit.record(tx, { event: 'SETUP', actor, subjectId: user.id });
      return user;
    });
  }
}
