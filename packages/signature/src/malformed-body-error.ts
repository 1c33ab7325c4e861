/** The body is not one strict JSON object in UTF-8. The message says what was found and at which byte. */
export class MalformedBodyError extends Error {
  override readonly name = "MalformedBodyError";
}
