import { Module } from '@nestjs/common';
import { ChallengesClient } from './challenges.client';

@Module({ providers: [ChallengesClient], exports: [ChallengesClient] })
export class ChallengesModule {}
