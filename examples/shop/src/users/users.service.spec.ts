import { ConflictException, NotFoundException } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Prisma } from '../generated/prisma/client.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { UsersService } from './users.service.js';

describe('UsersService', () => {
  const user = { create: vi.fn(), findUnique: vi.fn(), findMany: vi.fn(), count: vi.fn() };
  const prisma = { user, $transaction: (queries: Promise<unknown>[]) => Promise.all(queries) };
  const ann = { id: 1, email: 'ann@example.com', role: 'USER', createdAt: new Date(0) };
  let users: UsersService;

  beforeEach(async () => {
    vi.resetAllMocks();
    const module = await Test.createTestingModule({
      providers: [UsersService, { provide: PrismaService, useValue: prisma }],
    }).compile();
    users = module.get(UsersService);
  });

  it('leaves it to the unique index whether an email is taken', async () => {
    const taken = new Prisma.PrismaClientKnownRequestError('taken', { code: 'P2002', clientVersion: '7' });
    user.create.mockRejectedValue(taken);
    await expect(users.create(ann.email, 'hash')).rejects.toThrow(ConflictException);
    expect(user.findUnique).not.toHaveBeenCalled();
  });

  it('does not take another failure for a conflict', async () => {
    user.create.mockRejectedValue(new Error('connection lost'));
    await expect(users.create(ann.email, 'hash')).rejects.toThrow('connection lost');
  });

  it('never selects the password for a response', async () => {
    user.create.mockResolvedValue(ann);
    user.findUnique.mockResolvedValue(ann);
    user.findMany.mockResolvedValue([ann]);
    await users.create(ann.email, 'hash');
    await users.findOne(1);
    await users.findAll({ page: 1, limit: 20 });
    for (const query of [user.create, user.findUnique, user.findMany]) {
      expect(query.mock.calls[0]).toMatchObject([{ select: { id: true, email: true, role: true, createdAt: true } }]);
    }
  });

  it('does not find an unknown user', async () => {
    user.findUnique.mockResolvedValue(null);
    await expect(users.findOne(9)).rejects.toThrow(NotFoundException);
  });

  it('cuts pages', async () => {
    user.findMany.mockResolvedValue([ann]);
    user.count.mockResolvedValue(21);
    await expect(users.findAll({ page: 3, limit: 10 })).resolves.toEqual({
      items: [ann],
      page: 3,
      limit: 10,
      total: 21,
    });
    expect(user.findMany).toHaveBeenCalledWith(expect.objectContaining({ skip: 20, take: 10 }));
  });
});
