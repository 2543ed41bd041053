import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { setup } from './setup.js';

// Preview mode connects to nothing, but the configuration is checked when AppModule is imported.
process.env.DATABASE_URL ??= 'postgresql://preview';
process.env.REDIS_URL ??= 'redis://preview';
process.env.JWT_SECRET ??= 'preview-preview-preview';
const { AppModule } = await import('./app.module.js');

const app = await NestFactory.create(AppModule, { preview: true, logger: ['error'] });
writeFileSync(process.argv[2] ?? 'openapi.json', `${JSON.stringify(setup(app), null, 2)}\n`);
await app.close();
