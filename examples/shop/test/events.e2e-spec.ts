import { io, type Socket } from 'socket.io-client';
import { TestApp, type SignedUpUser } from './support/app.js';

describe('events (e2e)', () => {
  const sockets: Socket[] = [];
  let shop: TestApp;
  let ann: SignedUpUser;
  let bob: SignedUpUser;

  beforeAll(async () => {
    shop = await TestApp.start();
    ann = await shop.signUp('ann');
    bob = await shop.signUp('bob');
    await shop.prisma.product.create({ data: { sku: 'A', name: 'Apple', price: '1.25', stock: 5 } });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  afterAll(() => shop.close());

  const connect = async (token?: string): Promise<Socket> => {
    const { port } = new URL(await shop.app.getUrl());
    const socket = io(`http://127.0.0.1:${port}/orders`, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
    });
    sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.on('connect', () => resolve(socket));
      socket.on('connect_error', reject);
    });
  };

  it.each([undefined, 'no token'])('refuses the token %s', async (token) => {
    await expect(connect(token)).rejects.toThrow('unauthorized');
  });

  it.each(['hello', null])('answers ping with pong: %s', async (body) => {
    const socket = await connect(ann.token);
    const pong = new Promise((resolve) => {
      socket.on('pong', resolve);
    });
    socket.emit('ping', body);
    expect(await pong).toBe(body);
  });

  it('tells the customer, and nobody else, about a new order', async () => {
    const heard: unknown[] = [];
    const [annSocket, bobSocket] = await Promise.all([connect(ann.token), connect(bob.token)]);
    annSocket.on('order.created', (event) => heard.push(['ann', event]));
    bobSocket.on('order.created', (event) => heard.push(['bob', event]));
    for (const user of [ann, bob]) {
      const request = shop.http().post('/orders').auth(user.token, { type: 'bearer' });
      await request.send({ items: [{ productId: 1, quantity: 1 }] }).expect(201);
    }
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    expect(heard).toEqual([
      ['ann', { orderId: 1 }],
      ['bob', { orderId: 2 }],
    ]);
  });
});
