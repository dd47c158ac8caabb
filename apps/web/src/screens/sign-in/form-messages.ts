import type { FormError, FormNotice } from "../../server/forms.ts";

const errors: Record<FormError, string> = {
  input: "Something that was typed cannot be right. Check the e-mail address and fill in every field.",
  credentials: "No account has this e-mail address and password. Check both, or set a new password.",
  limit: "Those were too many attempts. Wait a few minutes and try again.",
  confirm: "This address is not confirmed yet. We sent the link once more: open it, then sign in.",
  "password-short": "A password has at least 12 characters. A few words in a row do well.",
  "password-long": "A password has at most 128 characters.",
  "password-common": "This password is among the first that are guessed. Choose another one.",
  exists: "That did not work. If you have an account already, sign in.",
  closed: "Signing up here takes an invitation. Open its link and use the address it was sent to.",
  token: "This link was used before or is too old. Ask for a new one.",
  "no-mail": "This instance cannot send mail. Ask whoever runs it to set a new password for you.",
  invitation: "This invitation was answered, was withdrawn, or is not for your address. Ask for a new one.",
  "still-fails":
    "It is not over: the newest check still fails, or a rule still holds. It resolves itself with the first good checks. Snooze it to hear no more of it until then.",
  "not-merged": "It could not be merged: one of the two is over or merged already, or others are merged into this one.",
  origin: "The form came from another address than this instance's own. Open it at its public address and try again.",
};

const notices: Record<FormNotice, string> = {
  confirm: "Almost done: open the link that we sent to your address, then sign in.",
  confirmed: "Your address is confirmed. Sign in now.",
  "reset-sent": "If there is an account with this address, a link to set a new password is on its way.",
  "reset-done": "The new password is set and every session was ended. Sign in with it.",
  "signed-out": "You are signed out.",
};

/** The sentence for a code in the address of a sign-in page; null for none and for one that nobody of ours wrote. */
export function errorSentence(code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(errors, code) ? errors[code as FormError] : null; // safe because the key is the record's own
}

export function noticeSentence(code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(notices, code) ? notices[code as FormNotice] : null; // safe because the key is the record's own
}
