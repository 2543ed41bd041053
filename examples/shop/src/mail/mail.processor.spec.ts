import { Test } from '@nestjs/testing';
import { type Job, UnrecoverableError } from 'bullmq';
import { Prisma } from '../generated/prisma/client.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { MailProcessor } from './mail.processor.js';
import type { OrderCreatedJob } from './mail.service.js';
import { MailTransport } from './mail.transport.js';

describe('MailProcessor', () => {
  const order = { findUnique: vi.fn() };
  const transport = { send: vi.fn() };
  const job = { data: { orderId: 7 } } as Job<OrderCreatedJob>;
  let processor: MailProcessor;

  beforeEach(async () => {
    vi.resetAllMocks();
    const module = await Test.createTestingModule({
      providers: [
        MailProcessor,
        { provide: PrismaService, useValue: { order } },
        { provide: MailTransport, useValue: transport },
      ],
    }).compile();
    processor = module.get(MailProcessor);
  });

  it('sends the confirmation to the customer', async () => {
    order.findUnique.mockResolvedValue({ total: new Prisma.Decimal('2.5'), user: { email: 'ann@example.com' } });
    await processor.process(job);
    expect(transport.send).toHaveBeenCalledExactlyOnceWith({
      to: 'ann@example.com',
      subject: 'Order 7 received',
      text: 'Thank you for your order 7 over 2.50.',
    });
  });

  it('fails with the transport, so that the job is tried again', async () => {
    order.findUnique.mockResolvedValue({ total: new Prisma.Decimal('2.5'), user: { email: 'ann@example.com' } });
    transport.send.mockRejectedValue(new Error('mailbox busy'));
    await expect(processor.process(job)).rejects.toThrow('mailbox busy');
  });

  it('gives up on an order that is gone', async () => {
    order.findUnique.mockResolvedValue(null);
    await expect(processor.process(job)).rejects.toThrow(UnrecoverableError);
    expect(transport.send).not.toHaveBeenCalled();
  });
});
