import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { MailProcessor } from './mail.processor.js';
import { MailService } from './mail.service.js';
import { LogMailTransport, MailTransport } from './mail.transport.js';

@Module({
  imports: [
    BullModule.registerQueue({
      name: 'mail',
      defaultJobOptions: {
        attempts: 3,
        backoff: { type: 'exponential', delay: 1_000 },
        removeOnComplete: 100,
        removeOnFail: 1_000,
      },
    }),
  ],
  providers: [MailService, MailProcessor, { provide: MailTransport, useClass: LogMailTransport }],
  exports: [MailService],
})
export class MailModule {}
