import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { PageQueryDto, pageArgs } from '../common/dto/page-query.dto.js';
import { EventsGateway } from '../events/events.gateway.js';
import { Prisma } from '../generated/prisma/client.js';
import { MailService } from '../mail/mail.service.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ProductsService } from '../products/products.service.js';
import { CreateOrderDto, OrderLineDto } from './dto/create-order.dto.js';
import { OrderDto, OrderPageDto } from './dto/order.dto.js';

const orderSelect = {
  id: true,
  status: true,
  total: true,
  createdAt: true,
  items: { select: { productId: true, quantity: true, unitPrice: true }, orderBy: { id: 'asc' } },
} satisfies Prisma.OrderSelect;

type OrderRow = Prisma.OrderGetPayload<{ select: typeof orderSelect }>;

@Injectable()
export class OrdersService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly products: ProductsService,
    private readonly mail: MailService,
    private readonly events: EventsGateway,
  ) {}

  async create(userId: number, dto: CreateOrderDto): Promise<OrderDto> {
    const order = await this.prisma.$transaction((tx) => placeOrder(tx, userId, dto.items));
    await this.products.invalidate();
    await this.mail.orderCreated(order.id);
    this.events.orderCreated(userId, order.id);
    return toOrder(order);
  }

  async findMine(userId: number, query: PageQueryDto): Promise<OrderPageDto> {
    const [orders, total] = await this.prisma.$transaction([
      this.prisma.order.findMany({
        where: { userId },
        select: orderSelect,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...pageArgs(query),
      }),
      this.prisma.order.count({ where: { userId } }),
    ]);
    return { items: orders.map(toOrder), page: query.page, limit: query.limit, total };
  }

  async findOne(userId: number, id: number): Promise<OrderDto> {
    const order = await this.prisma.order.findFirst({ where: { id, userId }, select: orderSelect });
    if (!order) throw new NotFoundException(`order ${id} not found`);
    return toOrder(order);
  }
}

async function placeOrder(tx: Prisma.TransactionClient, userId: number, lines: OrderLineDto[]): Promise<OrderRow> {
  const items: { productId: number; quantity: number; unitPrice: Prisma.Decimal }[] = [];
  // Always in the same order, so that two orders never wait for each other's products.
  for (const { productId, quantity } of lines.toSorted((a, b) => a.productId - b.productId)) {
    items.push({ productId, quantity, unitPrice: await takeStock(tx, productId, quantity) });
  }
  const total = items.reduce((sum, item) => sum.add(item.unitPrice.mul(item.quantity)), new Prisma.Decimal(0));
  return tx.order.create({ data: { userId, total, items: { create: items } }, select: orderSelect });
}

/** Takes the quantity from the product's stock, if there is as much, and returns the product's price. */
async function takeStock(tx: Prisma.TransactionClient, productId: number, quantity: number): Promise<Prisma.Decimal> {
  const [taken] = await tx.product.updateManyAndReturn({
    where: { id: productId, stock: { gte: quantity } },
    data: { stock: { decrement: quantity } },
    select: { price: true },
  });
  if (taken) return taken.price;
  const known = await tx.product.count({ where: { id: productId } });
  if (!known) throw new NotFoundException(`product ${productId} not found`);
  throw new ConflictException(`product ${productId} is out of stock`);
}

function toOrder(order: OrderRow): OrderDto {
  const items = order.items.map((item) => ({ ...item, unitPrice: item.unitPrice.toFixed(2) }));
  return { ...order, total: order.total.toFixed(2), items };
}
