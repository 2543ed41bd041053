import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { PageQueryDto, pageArgs } from '../common/dto/page-query.dto.js';
import { Prisma } from '../generated/prisma/client.js';
import { isUniqueViolation } from '../prisma/errors.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { CreateReviewDto } from './dto/create-review.dto.js';
import { ReviewDto, ReviewPageDto } from './dto/review.dto.js';

const reviewSelect = {
  id: true,
  productId: true,
  rating: true,
  comment: true,
  createdAt: true,
} satisfies Prisma.ReviewSelect;

@Injectable()
export class ReviewsService {
  constructor(private readonly prisma: PrismaService) {}

  async create(userId: number, productId: number, dto: CreateReviewDto): Promise<ReviewDto> {
    await this.requireProduct(productId);
    try {
      const data = { userId, productId, rating: dto.rating, comment: dto.comment };
      return await this.prisma.review.create({ data, select: reviewSelect });
    } catch (error) {
      if (isUniqueViolation(error)) throw new ConflictException('already reviewed');
      throw error;
    }
  }

  async findAll(productId: number, query: PageQueryDto): Promise<ReviewPageDto> {
    await this.requireProduct(productId);
    const [items, total] = await this.prisma.$transaction([
      this.prisma.review.findMany({
        where: { productId },
        select: reviewSelect,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        ...pageArgs(query),
      }),
      this.prisma.review.count({ where: { productId } }),
    ]);
    return { items, page: query.page, limit: query.limit, total };
  }

  private async requireProduct(id: number): Promise<void> {
    const known = await this.prisma.product.count({ where: { id } });
    if (!known) throw new NotFoundException(`product ${id} not found`);
  }
}
