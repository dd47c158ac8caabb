/** Text as evidence shows it: control characters replaced, at most `maxLength` characters. */
export function printable(text: string, maxLength = 400): string {
  return (
    text
      .trimEnd()
      // eslint-disable-next-line no-control-regex -- the point is to replace them
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\u00b7")
      .slice(0, maxLength)
  );
}
