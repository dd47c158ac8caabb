import { AppError } from "@vedette/core/app-error";
import { hash, verify } from "@node-rs/argon2";

export const minPasswordLength = 12;
export const maxPasswordLength = 128;

/** The commonest passwords of 12 and more characters in published lists of leaks, and what people type here. Lower case. */
const common = new Set([
  ..."123456789012 1234567890123 12345678901234 123456123456 123123123123 111111111111 000000000000 121212121212 112233445566".split(" "),
  ..."qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiop[] qwerty123456 qwertyqwerty 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3".split(
    " ",
  ),
  ..."password1234 password12345 password123! passwordpassword passw0rd1234 mypassword123 adminadminadmin administrator administrator1".split(
    " ",
  ),
  ..."letmeinletmein welcome12345 welcome123456 iloveyou1234 iloveyouiloveyou unbelievable abcdefghijkl abc123abc123 a1b2c3d4e5f6 abcd12345678".split(
    " ",
  ),
  ..."changeme1234 changemechangeme correcthorsebatterystaple monitoring123 vedettevedette vedette12345 uptimeuptime".split(" "),
]);

/** Whether a password may be chosen; else a refusal that says what to do. No rules of composition: length and not being common. */
export function requireGoodPassword(password: string, field: string, email?: string): void {
  const refuse = (message: string) => {
    throw new AppError("bad_request", message, field);
  };
  if (password.length < minPasswordLength) refuse(`A password has at least ${minPasswordLength} characters.`);
  if (password.length > maxPasswordLength) refuse(`A password has at most ${maxPasswordLength} characters.`);
  const plain = password.toLowerCase();
  if (common.has(plain) || new Set(plain).size < 4 || plain === email?.toLowerCase())
    refuse("This password is among the first that are guessed. Choose another one.");
}

/** argon2id at the library's defaults (19 MiB, 2 passes). */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** False, never an error, for a hash that cannot be read. */
export async function verifyPassword({ hash: stored, password }: { hash: string; password: string }): Promise<boolean> {
  try {
    return await verify(stored, password);
  } catch {
    return false;
  }
}
