import { INestApplication, ValidationPipe } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';

/** What every running instance has, in production and in the e2e tests alike. */
export function setup(app: INestApplication): OpenAPIObject {
  app.use(helmet());
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.enableShutdownHooks();
  const config = new DocumentBuilder()
    .setTitle('Shop')
    .setVersion('1.0')
    .addBearerAuth()
    .addGlobalResponse({ status: 429, description: 'Too many requests' })
    .build();
  const doc = SwaggerModule.createDocument(app, config);
  SwaggerModule.setup('docs', app, doc);
  return doc;
}
