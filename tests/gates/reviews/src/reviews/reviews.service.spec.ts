import { ConflictException, NotFoundException } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Prisma } from '../generated/prisma/client.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ReviewsService } from './reviews.service.js';

describe('ReviewsService', () => {
  const product = { count: vi.fn() };
  const review = { create: vi.fn(), findMany: vi.fn(), count: vi.fn() };
  let reviews: ReviewsService;

  beforeEach(async () => {
    vi.resetAllMocks();
    product.count.mockResolvedValue(1);
    const prisma = { product, review, $transaction: (queries: Promise<unknown>[]) => Promise.all(queries) };
    const module = await Test.createTestingModule({
      providers: [ReviewsService, { provide: PrismaService, useValue: prisma }],
    }).compile();
    reviews = module.get(ReviewsService);
  });

  it('refuses a second review', async () => {
    const violation = new Prisma.PrismaClientKnownRequestError('unique', { code: 'P2002', clientVersion: '7' });
    review.create.mockRejectedValue(violation);
    await expect(reviews.create(1, 2, { rating: 5 })).rejects.toThrow(ConflictException);
  });

  it('does not find the reviews of an unknown product', async () => {
    product.count.mockResolvedValue(0);
    await expect(reviews.findAll(9, { page: 1, limit: 20 })).rejects.toThrow(NotFoundException);
  });

  it('answers a page', async () => {
    review.findMany.mockResolvedValue([{ id: 1 }]);
    review.count.mockResolvedValue(3);
    const page = await reviews.findAll(2, { page: 2, limit: 1 });
    expect(page).toEqual({ items: [{ id: 1 }], page: 2, limit: 1, total: 3 });
  });
});
