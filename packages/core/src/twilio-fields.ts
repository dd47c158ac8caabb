import { z } from "zod";
import { PhoneNumber, token } from "./channel-fields.ts";

/** What everything that goes through Twilio needs. */
export const twilioFields = {
  accountSid: z
    .string()
    .trim()
    .regex(/^AC[0-9a-f]{32}$/, "An account SID is AC and 32 digits from 0 to f.")
    .meta({ label: "Account SID", place: "main", placeholder: "AC…" }),
  authToken: token("Auth token"),
  from: PhoneNumber.meta({ label: "From", place: "main", placeholder: "+15017122661" }),
  to: PhoneNumber.meta({ label: "To", place: "main", placeholder: "+4915112345678" }),
};
