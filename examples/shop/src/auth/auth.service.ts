import { Injectable, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { compare, hash } from 'bcryptjs';
import { UserDto } from '../users/dto/user.dto.js';
import { UsersService } from '../users/users.service.js';
import { CredentialsDto } from './dto/credentials.dto.js';
import { TokenDto } from './dto/token.dto.js';
import type { JwtPayload } from './jwt.strategy.js';

const HASH_ROUNDS = 10;

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly jwt: JwtService,
  ) {}

  async register(dto: CredentialsDto): Promise<UserDto> {
    return this.users.create(dto.email, await hash(dto.password, HASH_ROUNDS));
  }

  async login(dto: CredentialsDto): Promise<TokenDto> {
    const user = await this.users.findByEmail(dto.email);
    if (!user || !(await compare(dto.password, user.password))) throw new UnauthorizedException();
    const payload: JwtPayload = { sub: user.id, role: user.role };
    return { accessToken: await this.jwt.signAsync(payload) };
  }
}
