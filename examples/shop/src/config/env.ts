import Joi from 'joi';

export const envSchema = Joi.object({
  HOST: Joi.string().hostname().default('127.0.0.1'),
  PORT: Joi.number().port().default(3000),
  DATABASE_URL: Joi.string()
    .uri({ scheme: ['postgresql', 'postgres'] })
    .required(),
  REDIS_URL: Joi.string()
    .uri({ scheme: ['redis', 'rediss'] })
    .required(),
  /** Goes before every key in Redis, so that several installations can share one server. */
  REDIS_PREFIX: Joi.string()
    .pattern(/^[\w-]+$/)
    .default('shop'),
  JWT_SECRET: Joi.string().min(16).required(),
  /** Requests per minute that one client may send to one route. */
  THROTTLE_LIMIT: Joi.number().integer().positive().default(100),
  /** The same for register and login. */
  THROTTLE_AUTH_LIMIT: Joi.number().integer().positive().default(10),
});
