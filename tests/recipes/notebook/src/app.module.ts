import { Module } from "@nestjs/common";
import { APP_GUARD } from "@nestjs/core";
import { AuthModule } from "./auth/auth.module";
import { TokenGuard } from "./auth/token.guard";
import { NotesModule } from "./notes/notes.module";
import { PrismaModule } from "./prisma/prisma.module";

@Module({
  imports: [PrismaModule, AuthModule, NotesModule],
  providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
})
export class AppModule {}
