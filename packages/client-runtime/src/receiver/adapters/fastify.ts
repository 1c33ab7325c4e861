import type { Answer, IncomingDelivery } from "../exchange.js";
import { answerNode, fromNode, type NodeRequest, type NodeResponse } from "./node.js";

/** What is needed of a Fastify instance (4 or 5). */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    options: object,
    parser: (request: never, payload: never, done: (error: null) => void) => void,
  ): unknown;
  post(
    path: string,
    handler: (
      request: { readonly raw: NodeRequest },
      reply: { readonly raw: NodeResponse; hijack(): unknown },
    ) => Promise<void>,
  ): unknown;
}

/**
 * A Fastify plugin with one route: `app.register(toFastifyPlugin(receiver, "/hooks/:id"))`. Its scope has no body parser, whatever
 * the app around it has.
 */
export function toFastifyPlugin(
  receiver: { receive(incoming: IncomingDelivery): Promise<Answer> },
  path: string,
): (scope: FastifyScope) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    // Leaves the body unread for the receiver.
    scope.addContentTypeParser("*", {}, (_request, _payload, done) => done(null));
    scope.post(path, async (request, reply) => {
      const answer = await receiver.receive(fromNode(request.raw));
      reply.hijack();
      answerNode(request.raw, reply.raw, answer);
    });
  };
}
