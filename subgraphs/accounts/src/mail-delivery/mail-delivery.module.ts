import { Module } from '@nestjs/common';
import { OneTimeLinksModule } from '../one-time-links/one-time-links.module';
import { PasswordsModule } from '../passwords/passwords.module';
import { MailWorker } from './mail.worker';

@Module({ imports: [OneTimeLinksModule, PasswordsModule], providers: [MailWorker] })
export class MailDeliveryModule {}
