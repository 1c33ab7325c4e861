import { hopsHeader } from "./deliveries/maker.js";
import type { Handle } from "./http.js";
import { problemDocument } from "./problems.js";

/** Refuses deliveries of mocks as API calls (508, RFC 5842): a webhook whose URL leads into a mock could feed itself for ever. */
export function guardLoops(handle: Handle): Handle {
  return (request) => {
    if (request.headers[hopsHeader] === undefined) return handle(request);
    const detail =
      "This is a delivery of a mock (it has the header " +
      `${hopsHeader}), and this is a mock's API. Point the webhook's URL at a receiver.`;
    return Promise.resolve(problemDocument(508, { detail }));
  };
}
