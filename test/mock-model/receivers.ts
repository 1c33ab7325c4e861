import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** How receivers behave: `resetting` takes the delivery and cuts the connection, `hanging` is silent once and fine from then on. */
export type Mood = "fine" | "failing" | "gone" | "resetting" | "hanging";

/** A POST as it came, and the status that its sender got to see. */
interface Post {
  readonly url: string;
  readonly text: string;
  readonly nonce: string;
  readonly answered: number | undefined;
}

/** All receivers of a run behind one real server: each webhook has a path of its own, each namespace a mood. */
export interface Receivers {
  readonly urlOf: (realm: string, hook: string) => string;
  readonly postsTo: (url: string) => readonly Post[];
  readonly moods: Map<string, Mood>;
}

const statuses: Partial<Record<Mood, number>> = { fine: 204, failing: 500, gone: 410 };

export async function startReceivers(): Promise<Receivers> {
  const posts = new Map<string, Post[]>();
  const moods = new Map<string, Mood>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "";
      const realm = path.split("/")[1] ?? "";
      const text = Buffer.concat(chunks).toString("utf8");
      const mood = moods.get(realm) ?? "fine";
      const answered = statuses[mood];
      const { nonce } = JSON.parse(text) as { nonce: string };
      const seen = posts.get(pathOf(path)) ?? [];
      posts.set(pathOf(path), seen);
      seen.push({ url: origin + path, text, nonce, answered });
      if (answered !== undefined) response.writeHead(answered).end();
      else if (mood === "resetting") response.socket?.destroy();
      else moods.set(realm, "fine");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urlOf: (realm, hook) => `${origin}/${realm}/${hook}`,
    postsTo: (url) => posts.get(pathOf(url.slice(origin.length))) ?? [],
    moods,
  };
}

/** A webhook that moves keeps its path; only the query says where it is now. */
function pathOf(target: string): string {
  return target.split("?")[0] ?? "";
}
