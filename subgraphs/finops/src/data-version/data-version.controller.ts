import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DEFAULT_COST_ACCESS } from '../access/cost-access';
import { DataVersionStore } from './data-version.store';
import { InternalTokenGuard } from './internal-token.guard';

/** Tells the gateway whether answers that it kept still hold. */
@Controller('internal/data-version')
@UseGuards(InternalTokenGuard)
@ApiExcludeController()
export class DataVersionController {
  constructor(
    private readonly store: DataVersionStore,
    @Inject(DEFAULT_COST_ACCESS) private readonly defaultCostAccess: string,
  ) {}

  /** Whoever sees the same version twice would have got the same answer to any question in between. */
  @Get()
  async read(): Promise<{ version: string }> {
    // The one part of everybody's rights that is configuration.
    return { version: `${await this.store.current()}-${this.defaultCostAccess}` };
  }
}
