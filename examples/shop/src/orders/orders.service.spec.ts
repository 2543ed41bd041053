import { ConflictException, NotFoundException } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EventsGateway } from '../events/events.gateway.js';
import { Prisma } from '../generated/prisma/client.js';
import { MailService } from '../mail/mail.service.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ProductsService } from '../products/products.service.js';
import { OrdersService } from './orders.service.js';

describe('OrdersService', () => {
  const product = { updateManyAndReturn: vi.fn(), count: vi.fn() };
  const order = { create: vi.fn(), findMany: vi.fn(), findFirst: vi.fn(), count: vi.fn() };
  const tables = { product, order };
  const prisma = {
    ...tables,
    $transaction: (work: Promise<unknown>[] | ((tx: typeof tables) => Promise<unknown>)) =>
      Array.isArray(work) ? Promise.all(work) : work(tables),
  };
  const products = { invalidate: vi.fn() };
  const mail = { orderCreated: vi.fn() };
  const events = { orderCreated: vi.fn() };
  const row = { id: 7, status: 'PENDING', total: new Prisma.Decimal('2.5'), createdAt: new Date(0), items: [] };
  let orders: OrdersService;

  beforeEach(async () => {
    vi.resetAllMocks();
    const module = await Test.createTestingModule({
      providers: [
        OrdersService,
        { provide: PrismaService, useValue: prisma },
        { provide: ProductsService, useValue: products },
        { provide: MailService, useValue: mail },
        { provide: EventsGateway, useValue: events },
      ],
    }).compile();
    orders = module.get(OrdersService);
  });

  it('adds up prices as decimals and takes stock in the order of the ids', async () => {
    product.updateManyAndReturn.mockResolvedValueOnce([{ price: new Prisma.Decimal('0.1') }]);
    product.updateManyAndReturn.mockResolvedValueOnce([{ price: new Prisma.Decimal('0.2') }]);
    order.create.mockResolvedValue(row);
    await orders.create(1, { items: [2, 1].map((productId) => ({ productId, quantity: 1 })) });
    const taken = product.updateManyAndReturn.mock.calls.map(([query]: { where: object }[]) => query?.where);
    expect(taken).toEqual([
      { id: 1, stock: { gte: 1 } },
      { id: 2, stock: { gte: 1 } },
    ]);
    const [{ data }] = order.create.mock.calls[0] as [{ data: { total: Prisma.Decimal } }];
    expect(data.total.toString()).toBe('0.3');
  });

  it('tells cache, mail and socket once the order is placed', async () => {
    product.updateManyAndReturn.mockResolvedValue([{ price: new Prisma.Decimal('2.5') }]);
    order.create.mockResolvedValue(row);
    await expect(orders.create(1, { items: [{ productId: 1, quantity: 1 }] })).resolves.toMatchObject({
      total: '2.50',
    });
    expect(products.invalidate).toHaveBeenCalledOnce();
    expect(mail.orderCreated).toHaveBeenCalledWith(7);
    expect(events.orderCreated).toHaveBeenCalledWith(1, 7);
  });

  it.each([
    ['is out of stock', 1, ConflictException],
    ['is unknown', 0, NotFoundException],
  ])('tells nobody when a product %s', async (_, known, exception) => {
    product.updateManyAndReturn.mockResolvedValue([]);
    product.count.mockResolvedValue(known);
    await expect(orders.create(1, { items: [{ productId: 1, quantity: 1 }] })).rejects.toThrow(exception);
    expect(order.create).not.toHaveBeenCalled();
    for (const told of [products.invalidate, mail.orderCreated, events.orderCreated])
      expect(told).not.toHaveBeenCalled();
  });

  it('lists only what belongs to the user, page by page', async () => {
    order.findMany.mockResolvedValue([row]);
    order.count.mockResolvedValue(11);
    await expect(orders.findMine(1, { page: 2, limit: 10 })).resolves.toMatchObject({ page: 2, limit: 10, total: 11 });
    expect(order.findMany).toHaveBeenCalledWith(expect.objectContaining({ where: { userId: 1 }, skip: 10, take: 10 }));
    expect(order.count).toHaveBeenCalledWith({ where: { userId: 1 } });
  });

  it("does not find another user's order", async () => {
    order.findFirst.mockResolvedValue(null);
    await expect(orders.findOne(1, 7)).rejects.toThrow(NotFoundException);
    expect(order.findFirst).toHaveBeenCalledWith(expect.objectContaining({ where: { id: 7, userId: 1 } }));
  });
});
