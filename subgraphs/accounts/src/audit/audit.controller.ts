import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { SERVICE } from '../access/permissions';
import { AuditService } from './audit.service';
import { auditReport } from './audit-input';

class AuditReport extends createZodDto(auditReport) {}

/** Where the platform's other services report what the audit log records. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Adds an entry to the audit log' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async report(@Body() body: AuditReport): Promise<void> {
    await this.audit.report(SERVICE, body);
  }
}
