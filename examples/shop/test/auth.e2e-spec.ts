import { JwtService } from '@nestjs/jwt';
import { PASSWORD, TestApp } from './support/app.js';

describe('auth (e2e)', () => {
  const credentials = { email: 'ann@example.com', password: PASSWORD };
  let shop: TestApp;

  beforeAll(async () => {
    shop = await TestApp.start();
  });
  beforeEach(() => shop.reset());
  afterAll(() => shop.close());

  const register = (body: object) => shop.http().post('/auth/register').send(body);
  const login = (body: object) => shop.http().post('/auth/login').send(body);
  const me = (token: string) => shop.http().get('/users/me').auth(token, { type: 'bearer' });

  it('registers a user and signs in', async () => {
    const registered = await register(credentials).expect(201);
    expect(registered.body).toEqual({
      id: 1,
      email: credentials.email,
      role: 'USER',
      createdAt: expect.any(String),
    });
    const { body } = await login(credentials).expect(200);
    await me((body as { accessToken: string }).accessToken).expect(200, registered.body as object);
  });

  it('keeps only a hash of the password', async () => {
    await register(credentials).expect(201);
    const user = await shop.prisma.user.findUniqueOrThrow({ where: { email: credentials.email } });
    expect(user.password).toMatch(/^\$2b\$10\$/);
  });

  it('refuses a taken email, in any case of letters', async () => {
    await register(credentials).expect(201);
    await register(credentials).expect(409);
    await register({ ...credentials, email: 'ANN@example.com' }).expect(409);
    await login({ ...credentials, email: 'Ann@Example.com' }).expect(200);
  });

  it('lets exactly one of two equal registrations at once win', async () => {
    const answers = await Promise.all([register(credentials), register(credentials)]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it.each([
    ['no email', { password: 'correct horse' }],
    ['a broken email', { ...credentials, email: 'ann' }],
    ['a short password', { ...credentials, password: '1234567' }],
    ['a long password', { ...credentials, password: 'x'.repeat(73) }],
    ['a role', { ...credentials, role: 'ADMIN' }],
  ])('refuses %s', async (_, body) => {
    await register(body).expect(400);
    expect(await shop.prisma.user.count()).toBe(0);
  });

  it('refuses a wrong password and an unknown email alike', async () => {
    await register(credentials).expect(201);
    const wrong = await login({ ...credentials, password: 'wrong horse' }).expect(401);
    const unknown = await login({ ...credentials, email: 'bob@example.com' }).expect(401);
    expect(wrong.body).toEqual(unknown.body);
  });

  it('refuses a token that is missing, forged, unsigned or expired', async () => {
    const { id } = await shop.signUp();
    const payload = { sub: id, role: 'ADMIN' };
    const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
    await shop.http().get('/users/me').expect(401);
    await me(new JwtService({ secret: 'not the secret of the shop' }).sign(payload)).expect(401);
    await me(unsigned).expect(401);
    await me(shop.app.get(JwtService).sign(payload, { expiresIn: -1 })).expect(401);
  });
});

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
