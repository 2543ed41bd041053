import { TestApp, type SignedUpUser } from './support/app.js';

describe('products (e2e)', () => {
  const apple = { sku: 'A', name: 'Apple', price: 1.5, stock: 5 };
  let shop: TestApp;
  let admin: SignedUpUser;

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  beforeEach(async () => {
    await shop.reset();
    admin = await shop.signUp('root', 'ADMIN');
  });
  afterAll(() => shop.close());

  const create = (body: object, user = admin) =>
    shop.http().post('/products').auth(user.token, { type: 'bearer' }).send(body);

  it('lets only admins create', async () => {
    await shop.http().post('/products').send(apple).expect(401);
    await create(apple, await shop.signUp('ann')).expect(403);
    await create(apple).expect(201, { id: 1, ...apple, price: '1.50' });
  });

  it('gets one, or 404', async () => {
    await create(apple).expect(201);
    await shop
      .http()
      .get('/products/1')
      .expect(200, { id: 1, ...apple, price: '1.50' });
    await shop.http().get('/products/2').expect(404);
  });

  it.each(['x', '1.5', '0', '-1', '2147483648'])('refuses the id %s', async (id) => {
    await shop.http().get(`/products/${id}`).expect(400);
  });

  it('refuses a second product with one SKU, also when both come at once', async () => {
    const answers = await Promise.all([create(apple), create(apple)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    await create(apple).expect(409);
  });

  it.each([
    ['a missing name', { name: undefined }],
    ['an empty name', { name: '' }],
    ['a control character', { name: 'a\u0000b' }],
    ['a SKU with a space', { sku: 'A 1' }],
    ['a price of nothing', { price: 0 }],
    ['a third decimal', { price: 1.005 }],
    ['a price too small to see', { price: 1e-7 }],
    ['a price in words', { price: '1.50' }],
    ['a price that does not fit', { price: 1e10 }],
    ['negative stock', { stock: -1 }],
    ['half a piece', { stock: 0.5 }],
    ['stock that does not fit', { stock: 2_147_483_648 }],
    ['an unknown field', { id: 7 }],
  ])('refuses %s', async (_, change) => {
    await create({ ...apple, ...change }).expect(400);
    expect(await shop.prisma.product.count()).toBe(0);
  });

  it('answers the list from the cache', async () => {
    await create(apple).expect(201);
    const first = await shop.http().get('/products').expect(200);
    await shop.prisma.product.update({ where: { sku: 'A' }, data: { name: 'behind the back of the cache' } });
    await shop
      .http()
      .get('/products')
      .expect(200, first.body as object);
  });

  it('lists a new product at once', async () => {
    await shop.http().get('/products').expect(200, []);
    await create(apple).expect(201);
    await shop
      .http()
      .get('/products')
      .expect(200, [{ id: 1, ...apple, price: '1.50' }]);
  });
});
