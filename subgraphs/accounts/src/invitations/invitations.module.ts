import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module';
import { InvitationsResolver } from './invitations.resolver';
import { InvitationsService } from './invitations.service';

@Module({ imports: [UsersModule], providers: [InvitationsResolver, InvitationsService] })
export class InvitationsModule {}
