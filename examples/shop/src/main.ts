import { ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { setup } from './setup.js';

const app = await NestFactory.create(AppModule);
setup(app);
const config = app.get(ConfigService);
await app.listen(config.getOrThrow<number>('PORT'), config.getOrThrow<string>('HOST'));
