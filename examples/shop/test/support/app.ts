import { getQueueToken } from '@nestjs/bullmq';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import type { INestApplication } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { hash } from 'bcryptjs';
import type { Queue } from 'bullmq';
import type { Cache } from 'cache-manager';
import request from 'supertest';
import type { App } from 'supertest/types.js';
import { AppModule } from '../../src/app.module.js';
import type { Role } from '../../src/generated/prisma/enums.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { setup } from '../../src/setup.js';
import { UsersService } from '../../src/users/users.service.js';

export const PASSWORD = 'correct horse';
let passwordHash: string | undefined;

export interface SignedUpUser {
  id: number;
  email: string;
  token: string;
}

/** The whole application as in production, listening on a free port of this machine. */
export class TestApp {
  private constructor(
    readonly app: INestApplication<App>,
    readonly prisma: PrismaService,
    readonly cache: Cache,
    readonly mailQueue: Queue,
  ) {}

  /** Starts on an empty database, cache and queue; `override` may replace providers. */
  static async start(override = (builder: TestingModuleBuilder) => builder): Promise<TestApp> {
    const module = await override(Test.createTestingModule({ imports: [AppModule] })).compile();
    const app = module.createNestApplication<INestApplication<App>>();
    setup(app);
    await app.listen(0, '127.0.0.1');
    const started = new TestApp(app, app.get(PrismaService), app.get(CACHE_MANAGER), app.get(getQueueToken('mail')));
    await started.reset();
    return started;
  }

  /** Empties every table (ids begin at 1 again), the cache and the mail queue. */
  async reset(): Promise<void> {
    const tables = await this.prisma.$queryRaw<{ name: string }[]>`
      SELECT quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname = current_schema() AND tablename <> '_prisma_migrations'`;
    const names = tables.map(({ name }) => name).join(', ');
    await this.prisma.$executeRawUnsafe(`TRUNCATE ${names} RESTART IDENTITY CASCADE`);
    await this.cache.clear();
    await this.mailQueue.obliterate({ force: true });
    await this.mailQueue.resume();
  }

  http() {
    return request(this.app.getHttpServer());
  }

  /** A registered user with a valid token; the password is `PASSWORD`. */
  async signUp(name = 'ann', role: Role = 'USER'): Promise<SignedUpUser> {
    passwordHash ??= await hash(PASSWORD, 4);
    const { id, email } = await this.app.get(UsersService).create(`${name}@example.com`, passwordHash);
    if (role !== 'USER') await this.prisma.user.update({ where: { id }, data: { role } });
    return { id, email, token: await this.app.get(JwtService).signAsync({ sub: id, role }) };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
