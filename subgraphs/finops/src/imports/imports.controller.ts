import { Readable } from 'node:stream';
import { MAX_PAGE_SIZE } from '@ai-finops/service-kit/connection';
import { AppError } from '@ai-finops/service-kit/errors';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { nullableText } from '@ai-finops/service-kit/nullable-text';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import {
  Body,
  Controller,
  Get,
  Param,
  Post,
  Query,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { importRequest } from './import-request';
import { importSchema } from './import-view';
import { ImportsService } from './imports.service';

const pageInfoSchema = z.object({
  hasNextPage: z.boolean(),
  hasPreviousPage: z.boolean(),
  startCursor: nullableText,
  endCursor: nullableText,
});

class ImportRequest extends createZodDto(importRequest) {}
class BillImport extends createZodDto(importSchema) {}
class ImportsQuery extends createZodDto(
  z.object({
    first: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(20).describe('Page size.'),
    after: z.string().optional().describe('Cursor (`endCursor`) to read on after.'),
  }),
) {}
class ImportPage extends createZodDto(
  z.object({
    nodes: z.array(importSchema),
    pageInfo: pageInfoSchema,
    totalCount: z.number().int(),
  }),
) {}

@ApiTags('Imports')
@ApiBearerAuth('accessToken')
@KeyScopes('costs:read', 'bills:write')
@UseGuards(BearerTokenGuard)
@Controller('imports')
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Post()
  @KeyScopes('bills:write')
  @ApiOperation({ summary: 'Imports uploaded bills in the background.' })
  @ZodResponse({ status: 202, type: BillImport })
  @Refusals(401, 403, 404, 409, 422)
  create(@CurrentViewer() viewer: Viewer, @Body() body: ImportRequest) {
    return this.imports.importBill(viewer, body);
  }

  @Get()
  @ApiOperation({ summary: 'Imports, newest first.' })
  @ZodResponse({ status: 200, type: ImportPage })
  @Refusals(401, 422)
  list(@CurrentViewer() viewer: Viewer, @Query() { first, after }: ImportsQuery) {
    return this.imports.page(viewer, first, after);
  }

  @Get(':id/refused-rows')
  @ApiOperation({
    summary:
      'Rows that were refused, as CSV with their file, number, reasons and cells: the first 10,000 of each file, cells up to 4,096 characters. Kept as long as the import.',
  })
  @ApiProduces('text/csv')
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  @Refusals(401, 404)
  async refusedRows(@CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    const csv = await this.imports.refusedRows(viewer, id);
    return new StreamableFile(Readable.from(csv), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: 'attachment; filename="refused-rows.csv"',
    });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One import.' })
  @ZodResponse({ status: 200, type: BillImport })
  @Refusals(401, 404)
  async find(@CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    const found = await this.imports.find(viewer, id);
    if (!found) throw new AppError('NOT_FOUND', 'There is no such import.', { id });
    return found;
  }
}
