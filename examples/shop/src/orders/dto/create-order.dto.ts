import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsPositive,
  Max,
  ValidateNested,
} from 'class-validator';
import { MAX_INT } from '../../common/max-int.js';

export class OrderLineDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_INT })
  @IsInt()
  @IsPositive()
  @Max(MAX_INT)
  productId!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100 })
  @IsInt()
  @IsPositive()
  @Max(100)
  quantity!: number;
}

export class CreateOrderDto {
  @ApiProperty({ type: [OrderLineDto], minItems: 1, maxItems: 50, description: 'At most one line for each product' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique((line: OrderLineDto | null) => line?.productId)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  items!: OrderLineDto[];
}
