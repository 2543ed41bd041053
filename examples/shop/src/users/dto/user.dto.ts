import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../common/dto/page.dto.js';
import { Role } from '../../generated/prisma/enums.js';

export class UserDto {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty({ enum: Role, enumName: 'Role' })
  role!: Role;

  @ApiProperty()
  createdAt!: Date;
}

export class UserPageDto extends PageDto {
  @ApiProperty({ type: [UserDto] })
  items!: UserDto[];
}
