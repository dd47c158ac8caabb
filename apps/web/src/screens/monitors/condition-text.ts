/** A condition as a line of text. `argument` null: the subject takes none. */
export function conditionText(subject: string, argument: string | null, operator: string, value: string | number | boolean | null): string {
  return `${subject}${argument === null ? "" : ` ${JSON.stringify(argument)}`} ${operator} ${JSON.stringify(value)}`;
}
