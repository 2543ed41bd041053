import { TestApp, type SignedUpUser } from './support/app.js';

describe('reviews (e2e)', () => {
  let shop: TestApp;
  let ann: SignedUpUser;
  let bob: SignedUpUser;
  const path = '/products/1/reviews';

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  beforeEach(async () => {
    await shop.reset();
    ann = await shop.signUp('ann');
    bob = await shop.signUp('bob');
    await shop.prisma.product.create({ data: { sku: 'A', name: 'Apple', price: 1, stock: 1 } });
  });
  afterAll(() => shop.close());

  const post = (user: SignedUpUser, body: object, to = path) =>
    shop.http().post(to).auth(user.token, { type: 'bearer' }).send(body);

  it('asks for a token', async () => {
    await shop.http().post(path).send({ rating: 5 }).expect(401);
  });

  it('creates a review', async () => {
    const { body } = await post(ann, { rating: 5, comment: 'good' }).expect(201);
    expect(body).toEqual({ id: 1, productId: 1, rating: 5, comment: 'good', createdAt: expect.any(String) });
  });

  it('refuses a second review, also when both come at once', async () => {
    const answers = await Promise.all([post(ann, { rating: 5 }), post(ann, { rating: 4 })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it.each([0, 6, 2.5, 'x'])('refuses the rating %s', async (rating) => {
    await post(ann, { rating }).expect(400);
  });

  it('lists reviews newest first in pages', async () => {
    await post(ann, { rating: 1 }).expect(201);
    await post(bob, { rating: 2 }).expect(201);
    const { body } = await shop.http().get(`${path}?limit=1`).expect(200);
    expect(body).toMatchObject({ items: [{ id: 2, rating: 2 }], page: 1, limit: 1, total: 2 });
  });

  it('does not find the reviews of an unknown product', async () => {
    const { body } = await shop.http().get('/products/9/reviews').expect(404);
    expect(body).toMatchObject({ message: 'product 9 not found' });
  });
});
