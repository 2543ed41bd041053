import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import type { Product } from '../generated/prisma/client.js';
import { isUniqueViolation } from '../prisma/errors.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { CreateProductDto } from './dto/create-product.dto.js';
import { ProductDto } from './dto/product.dto.js';

const LIST_KEY = 'products:all';

/** A reader that overlaps with a writer may put the old list back after it was dropped: for this long at most. */
const LIST_TTL_MS = 5_000;

@Injectable()
export class ProductsService {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}

  async create(dto: CreateProductDto): Promise<ProductDto> {
    const product = await this.insert(dto);
    await this.invalidate();
    return toProduct(product);
  }

  findAll(): Promise<ProductDto[]> {
    return this.cache.wrap(LIST_KEY, () => this.readAll(), LIST_TTL_MS);
  }

  async findOne(id: number): Promise<ProductDto> {
    const product = await this.prisma.product.findUnique({ where: { id } });
    if (!product) throw new NotFoundException(`product ${id} not found`);
    return toProduct(product);
  }

  /** To be called by whoever changed a product, stock included, once the change is committed. */
  async invalidate(): Promise<void> {
    await this.cache.del(LIST_KEY);
  }

  private async insert(dto: CreateProductDto): Promise<Product> {
    try {
      return await this.prisma.product.create({ data: dto });
    } catch (error) {
      if (isUniqueViolation(error)) throw new ConflictException(`product with sku ${dto.sku} already exists`);
      throw error;
    }
  }

  private async readAll(): Promise<ProductDto[]> {
    const products = await this.prisma.product.findMany({ orderBy: { id: 'asc' } });
    return products.map(toProduct);
  }
}

function toProduct({ id, sku, name, price, stock }: Product): ProductDto {
  return { id, sku, name, price: price.toFixed(2), stock };
}
