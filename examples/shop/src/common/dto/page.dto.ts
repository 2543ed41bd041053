import { ApiProperty } from '@nestjs/swagger';

/** The envelope of a paginated list; a subclass adds `items`. */
export abstract class PageDto {
  @ApiProperty({ type: 'integer' })
  page!: number;

  @ApiProperty({ type: 'integer' })
  limit!: number;

  @ApiProperty({ type: 'integer', description: 'Number of items on all pages together' })
  total!: number;
}
