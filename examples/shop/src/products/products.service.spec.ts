import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { ConflictException, NotFoundException } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createCache } from 'cache-manager';
import { Prisma } from '../generated/prisma/client.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ProductsService } from './products.service.js';

describe('ProductsService', () => {
  const product = { create: vi.fn(), findMany: vi.fn(), findUnique: vi.fn() };
  const row = { id: 1, sku: 'A', name: 'Apple', price: new Prisma.Decimal('1.5'), stock: 3 };
  const dto = { sku: 'A', name: 'Apple', price: 1.5, stock: 3 };
  let products: ProductsService;

  beforeEach(async () => {
    vi.resetAllMocks();
    product.findMany.mockResolvedValue([row]);
    const module = await Test.createTestingModule({
      providers: [
        ProductsService,
        { provide: PrismaService, useValue: { product } },
        { provide: CACHE_MANAGER, useValue: createCache() },
      ],
    }).compile();
    products = module.get(ProductsService);
  });

  it('reads the list once and then from the cache, alike', async () => {
    const expected = [{ id: 1, sku: 'A', name: 'Apple', price: '1.50', stock: 3 }];
    await expect(products.findAll()).resolves.toEqual(expected);
    await expect(products.findAll()).resolves.toEqual(expected);
    expect(product.findMany).toHaveBeenCalledTimes(1);
  });

  it('reads the list anew after a product was created', async () => {
    await products.findAll();
    product.create.mockResolvedValue(row);
    await products.create(dto);
    await products.findAll();
    expect(product.findMany).toHaveBeenCalledTimes(2);
  });

  it('reads the list anew after it was invalidated', async () => {
    await products.findAll();
    await products.invalidate();
    await products.findAll();
    expect(product.findMany).toHaveBeenCalledTimes(2);
  });

  it('leaves it to the unique index whether a SKU exists', async () => {
    const taken = new Prisma.PrismaClientKnownRequestError('taken', { code: 'P2002', clientVersion: '7' });
    product.create.mockRejectedValue(taken);
    await expect(products.create(dto)).rejects.toThrow(ConflictException);
  });

  it('does not find an unknown product', async () => {
    product.findUnique.mockResolvedValue(null);
    await expect(products.findOne(9)).rejects.toThrow(NotFoundException);
  });
});
