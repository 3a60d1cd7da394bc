import { Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { HealthStore } from './health.store';

@Module({ controllers: [HealthController], providers: [HealthStore] })
export class HealthModule {}
