import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { PageQueryDto, pageArgs } from '../common/dto/page-query.dto.js';
import { Prisma, type User } from '../generated/prisma/client.js';
import { isUniqueViolation } from '../prisma/errors.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { UserDto, UserPageDto } from './dto/user.dto.js';

const userSelect = { id: true, email: true, role: true, createdAt: true } satisfies Prisma.UserSelect;

@Injectable()
export class UsersService {
  constructor(private readonly prisma: PrismaService) {}

  async create(email: string, passwordHash: string): Promise<UserDto> {
    try {
      return await this.prisma.user.create({ data: { email, password: passwordHash }, select: userSelect });
    } catch (error) {
      if (isUniqueViolation(error)) throw new ConflictException('email already registered');
      throw error;
    }
  }

  /** With the password's hash: for signing in, never for a response. */
  findByEmail(email: string): Promise<User | null> {
    return this.prisma.user.findUnique({ where: { email } });
  }

  async findOne(id: number): Promise<UserDto> {
    const user = await this.prisma.user.findUnique({ where: { id }, select: userSelect });
    if (!user) throw new NotFoundException(`user ${id} not found`);
    return user;
  }

  async findAll(query: PageQueryDto): Promise<UserPageDto> {
    const [items, total] = await this.prisma.$transaction([
      this.prisma.user.findMany({ select: userSelect, orderBy: { id: 'asc' }, ...pageArgs(query) }),
      this.prisma.user.count(),
    ]);
    return { items, page: query.page, limit: query.limit, total };
  }
}
