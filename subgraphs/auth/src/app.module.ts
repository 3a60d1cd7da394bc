import { AccessKeys } from '@ai-finops/service-kit/access-keys';
import { subgraphModule } from '@ai-finops/service-kit/subgraph.module';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ZodSerializerInterceptor, ZodValidationPipe } from 'nestjs-zod';
import { AccountsModule } from './accounts/accounts.module';
import { ApiKeysModule } from './api-keys/api-keys.module';
import { AuthModule } from './auth/auth.module';
import type { Env } from './env';
import { typeDefs } from './generated/schema';
import { HealthModule } from './health/health.module';
import { OidcModule } from './oidc/oidc.module';
import { PasskeysModule } from './passkeys/passkeys.module';
import { PasswordRecoveryModule } from './password-recovery/password-recovery.module';
import { PasswordsModule } from './passwords/passwords.module';
import { ProfileModule } from './profile/profile.module';
import { SecondFactorModule } from './second-factor/second-factor.module';
import { SessionsModule } from './sessions/sessions.module';
import { SetupModule } from './setup/setup.module';
import { ThrottleModule } from './throttle/throttle.module';
import { TokensModule } from './tokens/tokens.module';

/** How long accounts may take to answer; less than the gateway waits for this service. */
const PATIENCE_MS = 4_000;

@Module({})
export class AppModule {
  static forRoot(env: Env, patienceMs = PATIENCE_MS): DynamicModule {
    const keys = new AccessKeys(env);
    return {
      module: AppModule,
      imports: [
        AccountsModule.forRoot(
          {
            url: env.DATABASE_SERVICE_URL,
            token: env.DATABASE_SERVICE_TOKEN,
            timeoutMs: patienceMs,
          },
          keys,
        ),
        PasswordsModule.forRoot({ pepper: env.PASSWORD_PEPPER, cost: env.BCRYPT_COST }),
        TokensModule.forRoot({
          keys,
          accessSeconds: env.JWT_EXPIRES_IN,
          refreshSecret: env.JWT_REFRESH_SECRET,
          refreshSeconds: env.JWT_REFRESH_EXPIRES_IN,
        }),
        ThrottleModule.forRoot(
          env.REDIS_URL ? { url: env.REDIS_URL, password: env.REDIS_PASSWORD } : undefined,
        ),
        subgraphModule({ name: 'auth', typeDefs, internalTokenSecret: env.INTERNAL_TOKEN_SECRET }),
        SecondFactorModule.forRoot({
          secret: env.DATA_ENCRYPTION_KEY,
          previousSecret: env.DATA_ENCRYPTION_KEY_PREVIOUS,
        }),
        PasskeysModule.forRoot({
          id: new URL(env.FRONTEND_URL).hostname,
          origins: [...new Set([new URL(env.FRONTEND_URL).origin, ...env.CORS_ORIGIN])],
        }),
        OidcModule.forRoot({ providers: env.OIDC_PROVIDERS, frontendUrl: env.FRONTEND_URL }),
        AuthModule,
        ApiKeysModule,
        SetupModule.forRoot({
          token: env.SETUP_TOKEN,
          lifetimeSeconds: env.SETUP_TOKEN_EXPIRES_IN,
        }),
        PasswordRecoveryModule,
        ProfileModule,
        SessionsModule,
        HealthModule,
      ],
      providers: [
        { provide: APP_PIPE, useClass: ZodValidationPipe },
        { provide: APP_INTERCEPTOR, useClass: ZodSerializerInterceptor },
      ],
    };
  }
}
