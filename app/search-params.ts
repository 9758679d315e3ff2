/** A page's query, as Next hands it over. */
export type Query = Promise<Record<string, string | string[] | undefined>>;

export function toSearchParams(query: Awaited<Query>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each])),
  );
}
