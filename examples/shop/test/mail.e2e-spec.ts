import { MailTransport, type Mail } from '../src/mail/mail.transport.js';
import { TestApp, type SignedUpUser } from './support/app.js';

class Outbox extends MailTransport {
  readonly sent: Mail[] = [];
  failures = 0;

  send(mail: Mail): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(new Error('mailbox busy'));
    }
    this.sent.push(mail);
    return Promise.resolve();
  }
}

describe('mail (e2e)', () => {
  const outbox = new Outbox();
  let shop: TestApp;
  let ann: SignedUpUser;

  beforeAll(async () => {
    shop = await TestApp.start((builder) => builder.overrideProvider(MailTransport).useValue(outbox));
    ann = await shop.signUp();
    await shop.prisma.product.create({ data: { sku: 'A', name: 'Apple', price: '1.25', stock: 5 } });
  });
  beforeEach(() => {
    outbox.sent.length = 0;
    outbox.failures = 0;
  });
  afterAll(() => shop.close());

  const order = async (): Promise<number> => {
    const line = { productId: 1, quantity: 2 };
    const request = shop.http().post('/orders').auth(ann.token, { type: 'bearer' });
    const { body } = await request.send({ items: [line] }).expect(201);
    return (body as { id: number }).id;
  };

  it('confirms an order to the customer', async () => {
    const id = await order();
    await vi.waitFor(() => expect(outbox.sent).toHaveLength(1));
    expect(outbox.sent).toEqual([
      { to: ann.email, subject: `Order ${id} received`, text: `Thank you for your order ${id} over 2.50.` },
    ]);
  });

  it('tries again when the mail could not be handed over', async () => {
    outbox.failures = 1;
    await order();
    await vi.waitFor(() => expect(outbox.sent).toHaveLength(1), { timeout: 4_000 });
    await vi.waitFor(async () => expect(await shop.mailQueue.getJobCountByTypes('active', 'delayed')).toBe(0));
    expect(await shop.mailQueue.getFailedCount()).toBe(0);
  });

  it('does not try again when the order is gone', async () => {
    await shop.mailQueue.add('order-created', { orderId: 999 });
    await vi.waitFor(async () => expect(await shop.mailQueue.getFailedCount()).toBe(1));
    expect(outbox.sent).toEqual([]);
  });
});
