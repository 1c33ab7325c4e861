/** Says why a port cannot be listened on and what to do; `option` names where the port comes from. Keeps node's error and its code. */
export function listenError(cause: unknown, host: string, port: number, option = "the option port"): Error {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return Object.assign(new Error(messageOf(cause, code, host, port, option), { cause }), { code });
}

function messageOf(cause: unknown, code: unknown, host: string, port: number, option: string): string {
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is in use. Pass another with ${option}, or 0 for any.`;
  if (code === "EACCES")
    return `Port ${port} may not be used by this user. Pass one from 1024 with ${option}.`;
  const message = cause instanceof Error ? cause.message : String(cause);
  return `Cannot listen on host ${host}, port ${port}: ${message}.`;
}
