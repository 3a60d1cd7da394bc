import { type PoolOptions, PrismaModule } from '@ai-finops/service-kit/prisma';
import { subgraphModule } from '@ai-finops/service-kit/subgraph.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ZodSerializerInterceptor, ZodValidationPipe } from 'nestjs-zod';
import { AccessModule } from './access/access.module';
import { ApiKeysModule } from './api-keys/api-keys.module';
import { AuditLogModule } from './audit/audit-log.module';
import { ChallengesModule } from './challenges/challenges.module';
import { EmailChangesModule } from './email-changes/email-changes.module';
import { type Env, mailOptions } from './env';
import { typeDefs } from './generated/schema';
import { HealthModule } from './health/health.module';
import { IdentitiesModule } from './identities/identities.module';
import { InternalModule } from './internal/internal.module';
import { InvitationsModule } from './invitations/invitations.module';
import { JobsModule } from './jobs/jobs.module';
import { MailModule } from './mail/mail.module';
import { MailDeliveryModule } from './mail-delivery/mail-delivery.module';
import { PasskeysModule } from './passkeys/passkeys.module';
import { PasswordsModule } from './passwords/passwords.module';
import { RefreshTokensModule } from './refresh-tokens/refresh-tokens.module';
import { RegistrationsModule } from './registrations/registrations.module';
import { SecondFactorModule } from './second-factor/second-factor.module';
import { SessionsModule } from './sessions/sessions.module';
import { SetupModule } from './setup/setup.module';
import { ThrottlesModule } from './throttles/throttles.module';
import { UsersModule } from './users/users.module';

/**
 * Together less than auth (4 s) and the gateway (5 s) wait for this service, with time left for another
 * statement's turn: while Postgres is silent whoever asks is told so with 503, and by us.
 */
const PATIENCE: PoolOptions = { connectMs: 1_000, statementMs: 1_800 };

@Module({})
export class AppModule {
  static forRoot(env: Env, patience = PATIENCE): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PrismaModule.forRoot(env.DATABASE_URL, patience),
        AccessModule.forRoot(env.DATABASE_SERVICE_TOKEN),
        subgraphModule({
          name: 'accounts',
          typeDefs,
          internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
        }),
        MailModule.forRoot(mailOptions(env)),
        UsersModule,
        SessionsModule,
        RefreshTokensModule,
        ApiKeysModule,
        InvitationsModule,
        SetupModule,
        JobsModule.forRoot({
          databaseUrl: env.DATABASE_URL,
          enabled: env.BACKGROUND_JOBS === 'on',
          auditDays: env.AUDIT_RETENTION_DAYS,
        }),
        AuditLogModule,
        InternalModule,
        RegistrationsModule,
        ChallengesModule,
        SecondFactorModule,
        PasskeysModule,
        IdentitiesModule,
        ThrottlesModule,
        PasswordsModule,
        EmailChangesModule,
        MailDeliveryModule,
        HealthModule,
      ],
      providers: [
        { provide: APP_PIPE, useClass: ZodValidationPipe },
        { provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor },
      ],
    };
  }
}
