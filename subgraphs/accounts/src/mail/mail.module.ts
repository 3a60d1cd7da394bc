import { type DynamicModule, Module } from '@nestjs/common';
import { MailStore } from './mail.store';
import { MAIL_OPTIONS, type MailOptions, MailTransport } from './mail-transport';

/** The queue of mails and the way out. */
@Module({})
export class MailModule {
  static forRoot(options: MailOptions): DynamicModule {
    return {
      module: MailModule,
      global: true,
      providers: [MailStore, MailTransport, { provide: MAIL_OPTIONS, useValue: options }],
      exports: [MailStore, MailTransport, MAIL_OPTIONS],
    };
  }
}
