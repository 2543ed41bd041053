import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { Cache } from 'cache-manager';
import { PrismaService } from '../prisma/prisma.service.js';

const TIMEOUT_MS = 2_000;

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly prisma: PrismaService,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([
      () =>
        this.indicators
          .check('database')
          .attempt(() => this.askDatabase())
          .withTimeout(TIMEOUT_MS),
      () =>
        this.indicators
          .check('redis')
          .attempt(() => this.askRedis())
          .withTimeout(TIMEOUT_MS),
    ]);
  }

  private async askDatabase(): Promise<void> {
    await this.prisma.$queryRaw`SELECT 1`;
  }

  /** The cache hides a lost connection: only what comes back again proves that it is there. */
  private async askRedis(): Promise<void> {
    await this.cache.set('health', true, TIMEOUT_MS);
    if (!(await this.cache.get('health'))) throw new Error('no answer');
  }
}
