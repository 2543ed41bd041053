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
import { CreateReviewDto } from './dto/create-review.dto.js';
import { ReviewDto, ReviewPageDto } from './dto/review.dto.js';
import { ReviewsService } from './reviews.service.js';

@ApiTags('reviews')
@Controller('products/:productId/reviews')
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Post()
  @ApiBearerAuth()
  @UseGuards(JwtAuthGuard)
  @ApiParam({ name: 'productId', type: 'integer' })
  @ApiCreatedResponse({ type: ReviewDto })
  @ApiBadRequestResponse({ description: 'Invalid review' })
  @ApiUnauthorizedResponse({ description: 'No valid token' })
  @ApiNotFoundResponse({ description: 'Unknown product' })
  @ApiConflictResponse({ description: 'Already reviewed' })
  create(
    @Req() req: { user: AuthUser },
    @Param('productId', ParseIdPipe) productId: number,
    @Body() dto: CreateReviewDto,
  ): Promise<ReviewDto> {
    return this.reviews.create(req.user.id, productId, dto);
  }

  @Get()
  @ApiParam({ name: 'productId', type: 'integer' })
  @ApiOkResponse({ type: ReviewPageDto, description: 'Newest first' })
  @ApiBadRequestResponse({ description: 'Invalid id, page or limit' })
  @ApiNotFoundResponse({ description: 'Unknown product' })
  findAll(@Param('productId', ParseIdPipe) productId: number, @Query() query: PageQueryDto): Promise<ReviewPageDto> {
    return this.reviews.findAll(productId, query);
  }
}
