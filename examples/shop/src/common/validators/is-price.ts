import { ValidateBy, type ValidationOptions } from 'class-validator';

export const MIN_PRICE = 0.01;
export const MAX_PRICE = 1_000_000;

/** An amount of money: a number with at most two decimals. (`IsNumber({ maxDecimalPlaces })` throws at `1e-7`.) */
export function IsPrice(options?: ValidationOptions): PropertyDecorator {
  const message = `$property must be a number from ${MIN_PRICE} to ${MAX_PRICE} with at most two decimals`;
  return ValidateBy({ name: 'isPrice', validator: { validate: isPrice, defaultMessage: () => message } }, options);
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && value >= MIN_PRICE && value <= MAX_PRICE && Number(value.toFixed(2)) === value;
}
