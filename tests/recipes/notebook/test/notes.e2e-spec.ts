import { Test } from "@nestjs/testing";
import * as request from "supertest";
import { AppModule } from "../src/app.module";

describe("notes (e2e)", () => {
  it("asks for a token", async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication();
    await app.init();
    await request(app.getHttpServer()).get("/notes").expect(401);
  });
});
