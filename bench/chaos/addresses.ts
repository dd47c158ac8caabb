/*
 * The map of the watched network. All of 127.0.0.0/8 is this machine, so every place has addresses of its own without any set-up, in a
 * container as well. A worker's connections to the farm come from the address of its location, by which the farm knows whose uplink they use.
 */

export const locations = [
  { no: 1, name: "North" },
  { no: 2, name: "South" },
] as const;
export const locationNos = [locations[0].no, locations[1].no] as const;
export const sourceOf = (locationNo: number): string => `127.0.1.${locationNo}`;
export const farmNetwork = "127.0.2.";
export const canaryAddresses = [`${farmNetwork}201`, `${farmNetwork}202`];

/** Ten targets stand behind each address: every kind of monitor that is made of them. */
const perAddress = 10;
export const addressOf = (target: number): string => `${farmNetwork}${1 + Math.floor(target / perAddress)}`;
export const addressesOf = (targets: number): string[] => [...new Set(Array.from({ length: targets }, (_, target) => addressOf(target)))];
