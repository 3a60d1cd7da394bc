import { type DynamicModule, Module } from '@nestjs/common';
import { JwksController } from './jwks.controller';
import { TOKEN_OPTIONS, type TokenOptions, TokensService } from './tokens.service';

@Module({})
export class TokensModule {
  static forRoot(options: TokenOptions): DynamicModule {
    return {
      module: TokensModule,
      global: true,
      controllers: [JwksController],
      providers: [TokensService, { provide: TOKEN_OPTIONS, useValue: options }],
      exports: [TokensService, TOKEN_OPTIONS],
    };
  }
}
