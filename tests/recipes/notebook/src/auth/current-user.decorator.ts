import { createParamDecorator, ExecutionContext } from "@nestjs/common";

export interface SignedIn {
  id: string;
  role: string;
}
export const CurrentUser = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest().user;
});
