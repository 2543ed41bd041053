import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/dto/page.dto.js';
import { OrderStatus } from '../../generated/prisma/enums.js';

export class OrderItemDto {
  @ApiProperty({ type: 'integer' })
  productId!: number;

  @ApiProperty({ type: 'integer' })
  quantity!: number;

  @ApiProperty({ example: '1.25', description: 'Decimal number with two places: the price at the time of the order' })
  unitPrice!: string;
}

export class OrderDto {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ enum: OrderStatus, enumName: 'OrderStatus' })
  status!: OrderStatus;

  @ApiProperty({ example: '2.50', description: 'Decimal number with two places' })
  total!: string;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ type: [OrderItemDto] })
  items!: OrderItemDto[];
}

export class OrderPageDto extends PageDto {
  @ApiProperty({ type: [OrderDto] })
  items!: OrderDto[];
}
