import { Module } from '@nestjs/common';
import { RollupPointersStore } from './rollup-pointers.store';
import { Rollups } from './rollups.service';
import { RollupsStore } from './rollups.store';

@Module({
  providers: [Rollups, RollupsStore, RollupPointersStore],
  exports: [Rollups, RollupsStore],
})
export class RollupsModule {}
