import { Module } from '@nestjs/common';
import { ApiKeysClient } from './api-keys.client';
import { ApiKeysController } from './api-keys.controller';

@Module({ controllers: [ApiKeysController], providers: [ApiKeysClient] })
export class ApiKeysModule {}
