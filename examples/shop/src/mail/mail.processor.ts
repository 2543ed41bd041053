import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { PrismaService } from '../prisma/prisma.service.js';
import type { OrderCreatedJob } from './mail.service.js';
import { MailTransport } from './mail.transport.js';

@Processor('mail')
export class MailProcessor extends WorkerHost {
  private readonly logger = new Logger(MailProcessor.name);

  constructor(
    private readonly prisma: PrismaService,
    private readonly transport: MailTransport,
  ) {
    super();
  }

  async process(job: Job<OrderCreatedJob>): Promise<void> {
    const { orderId } = job.data;
    const order = await this.prisma.order.findUnique({
      where: { id: orderId },
      select: { total: true, user: { select: { email: true } } },
    });
    if (!order) throw new UnrecoverableError(`order ${orderId} not found`);
    await this.transport.send({
      to: order.user.email,
      subject: `Order ${orderId} received`,
      text: `Thank you for your order ${orderId} over ${order.total.toFixed(2)}.`,
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<OrderCreatedJob> | undefined, error: Error): void {
    this.logger.warn(`job ${job?.id} failed (attempt ${job?.attemptsMade}): ${error.message}`);
  }
}
