export type Encoding = "br" | "gzip" | "identity";

const known = new Map<string, Encoding>();
const maxKnown = 500;

/** The best of our encodings that an Accept-Encoding header (RFC 9110, 12.5.3) allows. Browsers send a handful, so answers are kept. */
export function pickEncoding(header: string | undefined): Encoding {
  if (header === undefined) return "identity";
  const before = known.get(header);
  if (before !== undefined) return before;
  const picked = parse(header);
  if (known.size < maxKnown) known.set(header, picked);
  return picked;
}

function parse(header: string): Encoding {
  const weights = new Map(
    header
      .toLowerCase()
      .split(",")
      .map((part) => {
        const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
        const weight = parameters.find((parameter) => parameter.startsWith("q="));
        return [name, weight === undefined ? 1 : Number(weight.slice(2))];
      }),
  );
  const isAllowed = (name: string) => (weights.get(name) ?? weights.get("*") ?? 0) > 0;
  return isAllowed("br") ? "br" : isAllowed("gzip") ? "gzip" : "identity";
}
