import { TestApp, type SignedUpUser } from './support/app.js';

describe('users (e2e)', () => {
  let shop: TestApp;
  let ann: SignedUpUser;
  let admin: SignedUpUser;

  beforeAll(async () => {
    shop = await TestApp.start();
    ann = await shop.signUp('ann');
    admin = await shop.signUp('root', 'ADMIN');
  });
  afterAll(() => shop.close());

  const get = (path: string, user: SignedUpUser) => shop.http().get(path).auth(user.token, { type: 'bearer' });

  it('tells a user about oneself', async () => {
    const { body } = await get('/users/me', ann).expect(200);
    expect(body).toEqual({ id: ann.id, email: ann.email, role: 'USER', createdAt: expect.any(String) });
  });

  it('lists users to admins only', async () => {
    await shop.http().get('/users').expect(401);
    await get('/users', ann).expect(403);
    const { body } = await get('/users', admin).expect(200);
    expect(body).toMatchObject({
      items: [{ id: ann.id }, { id: admin.id, role: 'ADMIN' }],
      page: 1,
      limit: 20,
      total: 2,
    });
  });

  it('shows no password', async () => {
    const { text } = await get('/users', admin).expect(200);
    expect(text).not.toMatch(/password|\$2b\$/);
  });

  it('cuts the list in pages', async () => {
    const { body } = await get('/users?page=2&limit=1', admin).expect(200);
    expect(body).toMatchObject({ items: [{ id: admin.id }], page: 2, limit: 1, total: 2 });
  });

  it.each(['page=0', 'page=x', 'limit=0', 'limit=101', 'limit=1.5', 'sort=id'])('refuses ?%s', async (query) => {
    await get(`/users?${query}`, admin).expect(400);
  });

  it('does not find an account that is gone', async () => {
    const bob = await shop.signUp('bob');
    await shop.prisma.user.delete({ where: { id: bob.id } });
    await get('/users/me', bob).expect(404);
  });
});
