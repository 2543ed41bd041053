import { ApiProperty } from '@nestjs/swagger';

export class ProductDto {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ example: 'SKU-1' })
  sku!: string;

  @ApiProperty({ example: 'Apple' })
  name!: string;

  @ApiProperty({ example: '1.25', description: 'Decimal number with two places' })
  price!: string;

  @ApiProperty({ type: 'integer' })
  stock!: number;
}
