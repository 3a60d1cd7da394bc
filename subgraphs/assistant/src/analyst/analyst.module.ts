import { Module } from '@nestjs/common';
import { AnalystService } from './analyst.service';
import { QuestionReader } from './question-reader';

@Module({ providers: [AnalystService, QuestionReader], exports: [AnalystService] })
export class AnalystModule {}
