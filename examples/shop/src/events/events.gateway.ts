import { JwtService } from '@nestjs/jwt';
import { SkipThrottle } from '@nestjs/throttler';
import { MessageBody, OnGatewayInit, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import type { JwtPayload } from '../auth/jwt.strategy.js';

/** Customers connect with `auth: { token }` and hear about their own orders only. */
@SkipThrottle()
@WebSocketGateway({ namespace: 'orders' })
export class EventsGateway implements OnGatewayInit {
  @WebSocketServer()
  server!: Namespace;

  constructor(private readonly jwt: JwtService) {}

  afterInit(server: Namespace): void {
    server.use((client, next) => {
      this.admit(client).then(
        () => next(),
        () => next(new Error('unauthorized')),
      );
    });
  }

  @SubscribeMessage('ping')
  ping(@MessageBody() body: unknown): { event: string; data: unknown } {
    return { event: 'pong', data: body };
  }

  orderCreated(userId: number, orderId: number): void {
    this.server.to(room(userId)).emit('order.created', { orderId });
  }

  private async admit(client: Socket): Promise<void> {
    const { sub } = await this.jwt.verifyAsync<JwtPayload>(String(client.handshake.auth.token));
    await client.join(room(sub));
  }
}

function room(userId: number): string {
  return `user:${userId}`;
}
