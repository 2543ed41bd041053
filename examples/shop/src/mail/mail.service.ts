import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { from, lastValueFrom, timeout } from 'rxjs';

export interface OrderCreatedJob {
  orderId: number;
}

const QUEUE_TIMEOUT_MS = 2_000;

@Injectable()
export class MailService {
  private readonly logger = new Logger(MailService.name);

  constructor(@InjectQueue('mail') private readonly queue: Queue<OrderCreatedJob>) {}

  /** Queues the confirmation. An order that is placed stays placed: a queue that does not answer is only logged. */
  async orderCreated(orderId: number): Promise<void> {
    try {
      await lastValueFrom(from(this.queue.add('order-created', { orderId })).pipe(timeout(QUEUE_TIMEOUT_MS)));
    } catch (error) {
      this.logger.error(`confirmation of order ${orderId} may be missing: ${String(error)}`);
    }
  }
}
