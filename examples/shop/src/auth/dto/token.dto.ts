import { ApiProperty } from '@nestjs/swagger';

export class TokenDto {
  @ApiProperty({ description: 'Bearer token, valid for 15 minutes' })
  accessToken!: string;
}
