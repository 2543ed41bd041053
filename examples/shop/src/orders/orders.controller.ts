import { Body, Controller, Get, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiParam,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { AuthUser } from '../auth/jwt.strategy.js';
import { JwtAuthGuard } from '../auth/roles.guard.js';
import { PageQueryDto } from '../common/dto/page-query.dto.js';
import { ParseIdPipe } from '../common/pipes/parse-id.pipe.js';
import { CreateOrderDto } from './dto/create-order.dto.js';
import { OrderDto, OrderPageDto } from './dto/order.dto.js';
import { OrdersService } from './orders.service.js';

@ApiTags('orders')
@ApiBearerAuth()
@ApiUnauthorizedResponse({ description: 'No valid token' })
@UseGuards(JwtAuthGuard)
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  @ApiCreatedResponse({ type: OrderDto })
  @ApiBadRequestResponse({ description: 'Invalid lines' })
  @ApiNotFoundResponse({ description: 'Unknown product' })
  @ApiConflictResponse({ description: 'Not enough stock' })
  create(@Req() req: { user: AuthUser }, @Body() dto: CreateOrderDto): Promise<OrderDto> {
    return this.orders.create(req.user.id, dto);
  }

  @Get()
  @ApiOkResponse({ type: OrderPageDto, description: 'Own orders, newest first' })
  @ApiBadRequestResponse({ description: 'Invalid page or limit' })
  findMine(@Req() req: { user: AuthUser }, @Query() query: PageQueryDto): Promise<OrderPageDto> {
    return this.orders.findMine(req.user.id, query);
  }

  @Get(':id')
  @ApiParam({ name: 'id', type: 'integer' })
  @ApiOkResponse({ type: OrderDto })
  @ApiBadRequestResponse({ description: 'Invalid id' })
  @ApiNotFoundResponse({ description: 'Unknown order, or not an own one' })
  findOne(@Req() req: { user: AuthUser }, @Param('id', ParseIdPipe) id: number): Promise<OrderDto> {
    return this.orders.findOne(req.user.id, id);
  }
}
