import { ConflictException, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Test } from '@nestjs/testing';
import { compare, hash } from 'bcryptjs';
import { UsersService } from '../users/users.service.js';
import { AuthService } from './auth.service.js';

describe('AuthService', () => {
  const users = { create: vi.fn(), findByEmail: vi.fn() };
  const jwt = { signAsync: vi.fn() };
  const credentials = { email: 'ann@example.com', password: 'password1' };
  let auth: AuthService;

  beforeEach(async () => {
    vi.resetAllMocks();
    const module = await Test.createTestingModule({
      providers: [AuthService, { provide: UsersService, useValue: users }, { provide: JwtService, useValue: jwt }],
    }).compile();
    auth = module.get(AuthService);
  });

  it('registers with a hash in place of the password', async () => {
    users.create.mockResolvedValue({ id: 1, email: credentials.email });
    await expect(auth.register(credentials)).resolves.toEqual({ id: 1, email: credentials.email });
    const [email, stored] = users.create.mock.calls[0] as [string, string];
    expect(email).toBe(credentials.email);
    expect(await compare(credentials.password, stored)).toBe(true);
  });

  it('passes on that an email is taken', async () => {
    users.create.mockRejectedValue(new ConflictException());
    await expect(auth.register(credentials)).rejects.toThrow(ConflictException);
  });

  it('signs id and role into the token', async () => {
    users.findByEmail.mockResolvedValue({ id: 1, role: 'ADMIN', password: await hash(credentials.password, 4) });
    jwt.signAsync.mockResolvedValue('signed');
    await expect(auth.login(credentials)).resolves.toEqual({ accessToken: 'signed' });
    expect(jwt.signAsync).toHaveBeenCalledWith({ sub: 1, role: 'ADMIN' });
  });

  it('refuses a wrong password and an unknown email alike', async () => {
    users.findByEmail.mockResolvedValueOnce({ id: 1, role: 'USER', password: await hash('another one', 4) });
    await expect(auth.login(credentials)).rejects.toThrow(UnauthorizedException);
    users.findByEmail.mockResolvedValueOnce(null);
    await expect(auth.login(credentials)).rejects.toThrow(UnauthorizedException);
  });
});
