import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/dto/page.dto.js';

export class ReviewDto {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ type: 'integer' })
  productId!: number;

  @ApiProperty({ type: 'integer' })
  rating!: number;

  @ApiProperty({ type: String, nullable: true })
  comment!: string | null;

  @ApiProperty()
  createdAt!: Date;
}

export class ReviewPageDto extends PageDto {
  @ApiProperty({ type: [ReviewDto] })
  items!: ReviewDto[];
}
