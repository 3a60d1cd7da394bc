import { Module } from '@nestjs/common';
import { KpisResolver } from './kpis.resolver';
import { KpisService } from './kpis.service';
import { KpisStore } from './kpis.store';

@Module({ providers: [KpisResolver, KpisService, KpisStore], exports: [KpisService] })
export class KpisModule {}
