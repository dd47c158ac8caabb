import { expect, it } from "vitest";
import { TimeZone } from "./time-zone.ts";

it.each(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Asia/Katmandu", "Europe/Kyiv", "America/Argentina/Ushuaia", "Etc/GMT+1"])(
  "knows %s",
  (name) => {
    expect(TimeZone.parse(name)).toBe(name);
  },
);

it.each(["", "+01:00", "Europe/Nowhere", "Europe/Berlin ", "../UTC"])("refuses %j", (name) => {
  expect(TimeZone.safeParse(name).success).toBe(false);
});
