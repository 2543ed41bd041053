import { envSchema } from './env.js';

describe('envSchema', () => {
  const required = {
    DATABASE_URL: 'postgresql://postgres@127.0.0.1:5432/shop',
    REDIS_URL: 'redis://127.0.0.1:6379',
    JWT_SECRET: 'sixteen-letters!',
  };

  it('fills in what may be left out', () => {
    expect(envSchema.validate(required).value).toEqual({
      ...required,
      HOST: '127.0.0.1',
      PORT: 3000,
      REDIS_PREFIX: 'shop',
      THROTTLE_LIMIT: 100,
      THROTTLE_AUTH_LIMIT: 10,
    });
  });

  it.each(Object.keys(required))('refuses a configuration without %s', (key) => {
    expect(envSchema.validate({ ...required, [key]: undefined }).error?.message).toContain(key);
  });

  it.each([
    ['DATABASE_URL', 'mysql://127.0.0.1/shop'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['REDIS_PREFIX', 'a:b'],
    ['JWT_SECRET', 'short'],
    ['PORT', '70000'],
    ['THROTTLE_LIMIT', '0'],
  ])('refuses %s=%s', (key, value) => {
    expect(envSchema.validate({ ...required, [key]: value }).error?.message).toContain(key);
  });
});
