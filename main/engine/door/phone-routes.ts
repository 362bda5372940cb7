import type { FastifyInstance } from 'fastify'
import { cartSchema } from '../../../shared/domain/cart.ts'
import type { PhoneDesk } from '../phone-desk.ts'
import { refuse } from './answers.ts'

// What the training mini-program's page asks for. A customer has no token: the Host and Origin checks stand before these
// routes as before all others, and nothing here shows or changes another one's order.

const largestCart = 16 * 1024

/** The page itself comes with the screen's files; without a source `demo` there is nothing at its address. */
export async function phoneRoutes(app: FastifyInstance, { phone }: { phone: PhoneDesk }): Promise<void> {
  app.get('/phone', async (_request, reply) => reply.redirect('/phone/', 308))
  app.get('/phone/menu', async () => phone.menu())
  app.post('/phone/orders', { bodyLimit: largestCart }, async (request, reply) => {
    const cart = cartSchema.safeParse(request.body ?? {})
    if (!cart.success) {
      const issues = cart.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message }))
      return refuse(reply, 400, 'invalid', 'that is no cart', issues)
    }
    const answer = await phone.order(cart.data)
    switch (answer.result) {
      case 'taken': {
        const { result, ...order } = answer
        return reply.code(201).send(order)
      }
      case 'invalid':
        return refuse(reply, 400, 'invalid', 'the menu has changed', answer.issues)
      case 'busy':
        return refuse(reply.header('retry-after', '10'), 429, 'busy', 'too many orders at once')
      default:
        return refuse(reply, 503, 'not-durable', 'the shop takes no order now')
    }
  })
  app.get<{ Params: { order: string } }>('/phone/orders/:order', async (request, reply) => {
    const order = phone.follow(request.params.order)
    return order ?? refuse(reply, 404, 'not-found', 'there is no such order')
  })
}
