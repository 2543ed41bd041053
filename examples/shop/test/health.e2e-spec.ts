import { TestApp } from './support/app.js';

describe('health (e2e)', () => {
  let shop: TestApp;

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  afterAll(() => shop.close());

  it('is healthy with its servers', async () => {
    const { body } = await shop.http().get('/health').expect(200);
    expect(body).toMatchObject({ status: 'ok', info: { database: { status: 'up' }, redis: { status: 'up' } } });
  });

  it('says which server is missing', async () => {
    vi.spyOn(shop.cache, 'get').mockResolvedValueOnce(undefined);
    const { body } = await shop.http().get('/health').expect(503);
    expect(body).toMatchObject({
      status: 'error',
      info: { database: { status: 'up' } },
      error: { redis: { status: 'down' } },
    });
  });

  it('sends the headers of helmet', async () => {
    const { headers } = await shop.http().get('/health').expect(200);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('serves its documentation', async () => {
    const { body } = await shop.http().get('/docs-json').expect(200);
    expect(body).toMatchObject({ info: { title: 'Shop' } });
    await shop.http().get('/docs').expect(200);
  });
});
