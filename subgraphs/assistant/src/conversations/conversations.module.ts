import { Module } from '@nestjs/common';
import { AnalystModule } from '../analyst/analyst.module';
import { AskService } from './ask.service';
import { ConversationsLoader, MessagesLoader } from './conversations.loader';
import { ConversationsResolver } from './conversations.resolver';
import { ConversationsService } from './conversations.service';
import { ConversationsStore } from './conversations.store';
import { MessagesResolver } from './messages.resolver';

@Module({
  imports: [AnalystModule],
  providers: [
    ConversationsStore,
    ConversationsService,
    AskService,
    ConversationsLoader,
    MessagesLoader,
    ConversationsResolver,
    MessagesResolver,
  ],
})
export class ConversationsModule {}
