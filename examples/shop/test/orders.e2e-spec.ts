import { TestApp, type SignedUpUser } from './support/app.js';

describe('orders (e2e)', () => {
  let shop: TestApp;
  let ann: SignedUpUser;
  let bob: SignedUpUser;

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  beforeEach(async () => {
    await shop.reset();
    ann = await shop.signUp('ann');
    bob = await shop.signUp('bob');
    await shop.prisma.product.createMany({
      data: [
        { sku: 'A', name: 'Apple', price: '0.10', stock: 5 },
        { sku: 'B', name: 'Banana', price: '0.20', stock: 5 },
      ],
    });
  });
  afterAll(() => shop.close());

  const get = (path: string, user: SignedUpUser) => shop.http().get(path).auth(user.token, { type: 'bearer' });
  const order = (items: unknown, user = ann) =>
    shop.http().post('/orders').auth(user.token, { type: 'bearer' }).send({ items });
  const stock = async () => (await shop.prisma.product.findMany({ orderBy: { id: 'asc' } })).map((row) => row.stock);

  it('asks for a token', async () => {
    await shop.http().post('/orders').send({ items: [] }).expect(401);
    await shop.http().get('/orders').expect(401);
    await shop.http().get('/orders/1').expect(401);
  });

  it('places an order and takes the stock', async () => {
    const { body } = await order([
      { productId: 2, quantity: 2 },
      { productId: 1, quantity: 1 },
    ]).expect(201);
    const items = [
      { productId: 1, quantity: 1, unitPrice: '0.10' },
      { productId: 2, quantity: 2, unitPrice: '0.20' },
    ];
    expect(body).toEqual({ id: 1, status: 'PENDING', total: '0.50', createdAt: expect.any(String), items });
    expect(await stock()).toEqual([4, 3]);
  });

  it('takes nothing when one line cannot be had', async () => {
    const rest = { productId: 1, quantity: 1 };
    await order([rest, { productId: 2, quantity: 6 }]).expect(409);
    await order([rest, { productId: 9, quantity: 1 }]).expect(404);
    expect(await stock()).toEqual([5, 5]);
    expect(await shop.prisma.order.count()).toBe(0);
    expect(await shop.mailQueue.getJobCountByTypes()).toBe(0);
  });

  it('never sells more than there is, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => order([{ productId: 1, quantity: 1 }])));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      201, 201, 201, 201, 201, 409, 409, 409,
    ]);
    expect(await stock()).toEqual([0, 5]);
  });

  it('shows the new stock in the product list at once', async () => {
    await shop.http().get('/products').expect(200);
    await order([{ productId: 1, quantity: 2 }]).expect(201);
    const { body } = await shop.http().get('/products').expect(200);
    expect(body).toMatchObject([{ stock: 3 }, { stock: 5 }]);
  });

  it.each([
    ['no lines', []],
    ['no list', 'one apple'],
    ['a line that is none', [null]],
    ['a quantity of nothing', [{ productId: 1, quantity: 0 }]],
    ['a product twice', [1, 2].map((quantity) => ({ productId: 1, quantity }))],
    ['a price of its own', [{ productId: 1, quantity: 1, unitPrice: 0 }]],
  ])('refuses %s', async (_, items) => {
    await order(items).expect(400);
  });

  it('lists own orders only, newest first, in pages', async () => {
    for (let count = 0; count < 3; count += 1) await order([{ productId: 1, quantity: 1 }]).expect(201);
    await order([{ productId: 2, quantity: 1 }], bob).expect(201);
    const first = await get('/orders?limit=2', ann).expect(200);
    expect(first.body).toMatchObject({ items: [{ id: 3 }, { id: 2 }], page: 1, limit: 2, total: 3 });
    const second = await get('/orders?page=2&limit=2', ann).expect(200);
    expect(second.body).toMatchObject({ items: [{ id: 1 }], page: 2, limit: 2, total: 3 });
    const beyond = await get('/orders?page=1000000&limit=100', ann).expect(200);
    expect(beyond.body).toEqual({ items: [], page: 1_000_000, limit: 100, total: 3 });
  });

  it('orders of one moment are listed by id', async () => {
    const createdAt = new Date();
    await shop.prisma.order.createMany({ data: [2, 3, 1].map((id) => ({ id, userId: ann.id, total: 1, createdAt })) });
    const { body } = await get('/orders', ann).expect(200);
    expect(body).toMatchObject({ items: [{ id: 3 }, { id: 2 }, { id: 1 }] });
  });

  it('shows an order to its owner only', async () => {
    await order([{ productId: 1, quantity: 1 }]).expect(201);
    await get('/orders/1', ann).expect(200);
    await get('/orders/1', bob).expect(404);
    await get('/orders/2', ann).expect(404);
  });
});
