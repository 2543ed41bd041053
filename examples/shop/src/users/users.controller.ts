import { Controller, Get, Query, Req, UseGuards } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { AuthUser } from '../auth/jwt.strategy.js';
import { JwtAuthGuard, Roles, RolesGuard } from '../auth/roles.guard.js';
import { PageQueryDto } from '../common/dto/page-query.dto.js';
import { UserDto, UserPageDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'No valid token' })
@UseGuards(JwtAuthGuard, RolesGuard)
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get('me')
  @ApiOkResponse({ type: UserDto })
  @ApiNotFoundResponse({ description: 'The account is gone' })
  findMe(@Req() req: { user: AuthUser }): Promise<UserDto> {
    return this.users.findOne(req.user.id);
  }

  @Get()
  @Roles('ADMIN')
  @ApiOkResponse({ type: UserPageDto })
  @ApiBadRequestResponse({ description: 'Invalid page or limit' })
  @ApiForbiddenResponse({ description: 'Not an admin' })
  findAll(@Query() query: PageQueryDto): Promise<UserPageDto> {
    return this.users.findAll(query);
  }
}
