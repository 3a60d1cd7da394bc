import { Module } from '@nestjs/common';
import { ThrottlesController } from './throttles.controller';
import { ThrottlesService } from './throttles.service';
import { ThrottlesStore } from './throttles.store';

@Module({ controllers: [ThrottlesController], providers: [ThrottlesService, ThrottlesStore] })
export class ThrottlesModule {}
