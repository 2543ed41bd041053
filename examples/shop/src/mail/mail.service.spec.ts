import { getQueueToken } from '@nestjs/bullmq';
import { Test } from '@nestjs/testing';
import { MailService } from './mail.service.js';

describe('MailService', () => {
  const queue = { add: vi.fn() };
  const log = { log: vi.fn(), warn: vi.fn(), error: vi.fn() };
  let mail: MailService;

  beforeEach(async () => {
    vi.resetAllMocks();
    vi.useFakeTimers();
    const module = await Test.createTestingModule({
      providers: [MailService, { provide: getQueueToken('mail'), useValue: queue }],
    }).compile();
    module.useLogger(log);
    mail = module.get(MailService);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('queues the confirmation of an order', async () => {
    queue.add.mockResolvedValue({ id: '1' });
    await mail.orderCreated(7);
    expect(queue.add).toHaveBeenCalledWith('order-created', { orderId: 7 });
  });

  it('logs a queue that refuses', async () => {
    queue.add.mockRejectedValue(new Error('read only'));
    await mail.orderCreated(7);
    expect(log.error.mock.calls[0]?.[0]).toContain('read only');
  });

  it('does not wait for a queue that does not answer', async () => {
    queue.add.mockReturnValue(new Promise(() => undefined));
    const done = mail.orderCreated(7);
    await vi.advanceTimersByTimeAsync(2_000);
    await done;
    expect(log.error.mock.calls[0]?.[0]).toContain('order 7 may be missing');
  });
});
