/** Names of a team's people by their ids; null is nobody, and whoever has left is said to have. */
export function namesOf(people: readonly { userId: string; name: string }[]): (userId: string | null) => string {
  const names = new Map(people.map(({ userId, name }) => [userId, name]));
  return (userId) => (userId === null ? "Nobody" : (names.get(userId) ?? "Somebody who left the team"));
}
