// Writes the OpenAPI document of a built NestJS application without starting it.
// usage: node emit_openapi.mjs PROJECT OUT MODULE_FILE MODULE_CLASS [SETUP_FILE SETUP_FUNCTION]
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [project, out, moduleFile, moduleClass, setupFile, setupFunction] = process.argv.slice(2);
const require = createRequire(path.join(project, 'package.json'));
const load = async (file) => {
  const loaded = await import(pathToFileURL(path.resolve(project, file)).href);
  return { ...loaded.default, ...loaded };
};
const fromProject = async (name) => {
  const loaded = await import(pathToFileURL(require.resolve(name)).href);
  return { ...loaded.default, ...loaded };
};

const { NestFactory } = await fromProject('@nestjs/core');
const { DocumentBuilder, SwaggerModule } = await fromProject('@nestjs/swagger');
const application = (await load(moduleFile))[moduleClass];
const app = await NestFactory.create(application, { preview: true, logger: false });
let given;
if (setupFile) {
  given = await (await load(setupFile))[setupFunction](app);
}
const isDocument = given && typeof given === 'object' && 'openapi' in given && 'paths' in given;
const document = isDocument ? given : SwaggerModule.createDocument(app, new DocumentBuilder().build());
writeFileSync(out, JSON.stringify(document, null, 2));
process.exit(0);
