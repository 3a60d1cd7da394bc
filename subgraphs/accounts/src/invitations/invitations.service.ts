import { Injectable } from '@nestjs/common';
import { hash } from 'bcrypt';
import { type Actor, requirePermission } from '../access/permissions';
import type { NewUser } from '../users/user-input';
import type { UserView } from '../users/user-view';
import { UsersService } from '../users/users.service';
import { temporaryPassword } from './temporary-password';

/** Long enough for a weekend and a holiday, short enough to be no lasting password. */
const LIFE_MS = 7 * 86_400_000;
/** auth hashes it anew with its pepper at the first sign-in. */
const COST = 12;

export interface Invitation {
  readonly user: UserView;
  readonly temporaryPassword: string;
  readonly expiresAt: Date;
}

/** Accounts that administrators make for others. */
@Injectable()
export class InvitationsService {
  constructor(private readonly users: UsersService) {}

  /** Errors EMAIL_TAKEN, FORBIDDEN. */
  async invite(actor: Actor, user: Omit<NewUser, 'password'>): Promise<Invitation> {
    requirePermission(actor, 'users:create');
    const password = temporaryPassword();
    const expiresAt = new Date(Date.now() + LIFE_MS);
    const account = { ...user, password: await hash(password, COST) };
    return {
      user: await this.users.create(actor, account, { passwordExpiresAt: expiresAt }),
      temporaryPassword: password,
      expiresAt,
    };
  }
}
