import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { DataQualityService } from './data-quality.service';
import { qualitySchema } from './quality-summary';

class QualityReport extends createZodDto(qualitySchema) {}

@ApiTags('Imports')
@ApiBearerAuth('accessToken')
@KeyScopes('costs:read', 'bills:write')
@UseGuards(BearerTokenGuard)
@Controller('imports/:id/quality')
export class DataQualityController {
  constructor(private readonly service: DataQualityService) {}

  @Get()
  @ApiOperation({ summary: 'How an imported bill keeps the requirements of FOCUS.' })
  @ZodResponse({ status: 200, type: QualityReport })
  @Refusals(401, 404)
  find(@CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    return this.service.find(viewer, id);
  }
}
