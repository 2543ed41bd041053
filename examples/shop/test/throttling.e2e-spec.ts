import { TestApp } from './support/app.js';

describe('throttling (e2e)', () => {
  let shop: TestApp;

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  afterAll(() => shop.close());

  it('stops whoever guesses passwords', async () => {
    const guess = () => shop.http().post('/auth/login').send({ email: 'ann@example.com', password: 'battery staple' });
    const allowed = Number(process.env.THROTTLE_AUTH_LIMIT);
    for (let count = 0; count < allowed; count += 1) await guess().expect(401);
    await guess().expect(429);
  });

  it('counts requests to the other routes', async () => {
    const first = await shop.http().get('/products').expect(200);
    const second = await shop.http().get('/products').expect(200);
    const remaining = [first, second].map(({ headers }) => Number(headers['x-ratelimit-remaining']));
    const limit = Number(process.env.THROTTLE_LIMIT);
    expect(remaining).toEqual([limit - 1, limit - 2]);
  });
});
