export function later(): never { throw new Error("later"); }
