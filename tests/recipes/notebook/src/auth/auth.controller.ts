import { Body, Controller, Post } from "@nestjs/common";
import { CredentialsDto } from "./credentials.dto";
import { Public } from "./public.decorator";

@Controller("auth")
export class AuthController {
  @Public()
  @Post("register")
  async register(@Body() dto: CredentialsDto): Promise<{ id: string }> {
    return { id: dto.email };
  }

  @Public()
  @Post("login")
  async login(@Body() dto: CredentialsDto): Promise<{ accessToken: string }> {
    return { accessToken: dto.email };
  }
}
