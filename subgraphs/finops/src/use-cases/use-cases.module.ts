import { Module } from '@nestjs/common';
import { UseCasesResolver } from './use-cases.resolver';
import { UseCasesService } from './use-cases.service';
import { UseCasesStore } from './use-cases.store';

@Module({
  providers: [UseCasesResolver, UseCasesService, UseCasesStore],
  exports: [UseCasesService],
})
export class UseCasesModule {}
