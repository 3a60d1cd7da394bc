import { Module } from '@nestjs/common';
import { CostsResolver } from './costs.resolver';
import { CostsService } from './costs.service';
import { CostsStore } from './costs.store';

@Module({ providers: [CostsResolver, CostsService, CostsStore], exports: [CostsService] })
export class CostsModule {}
