import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { MAX_INT } from '../../common/max-int.js';
import { IsPrice, MAX_PRICE, MIN_PRICE } from '../../common/validators/is-price.js';

export class CreateProductDto {
  @ApiProperty({ example: 'SKU-1', pattern: '^[A-Za-z0-9-]{1,40}$' })
  @IsString()
  @Matches(/^[A-Za-z0-9-]{1,40}$/)
  sku!: string;

  @ApiProperty({ example: 'Apple', minLength: 1, maxLength: 120 })
  @IsString()
  @Length(1, 120)
  @Matches(/^\P{Cc}*$/u, { message: 'name must not contain control characters' })
  name!: string;

  @ApiProperty({ example: 1.25, minimum: MIN_PRICE, maximum: MAX_PRICE, multipleOf: 0.01 })
  @IsPrice()
  price!: number;

  @ApiProperty({ type: 'integer', example: 10, minimum: 0, maximum: MAX_INT })
  @IsInt()
  @Min(0)
  @Max(MAX_INT)
  stock!: number;
}
