import type { LineAnswer } from "./line-server.ts";

/** Whom the scripts let in. */
export const user = "watch@example.com";
export const password = 'pa"ss\\word-9';

/** Servers that follow their RFC as far as a monitor goes. `offersTls` false: STARTTLS is not there. */
export const scripts = {
  smtp: {
    greeting: "220-mail.good.test ESMTP\r\n220 at your service\r\n",
    answer: (line: string, isSecure: boolean, offersTls = true): LineAnswer => {
      if (line.startsWith("EHLO "))
        return `250-mail.good.test\r\n${offersTls && !isSecure ? "250-STARTTLS\r\n" : ""}250 AUTH PLAIN LOGIN\r\n`;
      if (line === "STARTTLS") return { thenTls: "220 go ahead\r\n" };
      if (line === `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString("base64")}`) return "235 welcome\r\n";
      return line === "QUIT" ? { thenEnd: "" } : "535 5.7.8 no\r\n";
    },
  },
  imap: {
    greeting: "* OK IMAP4rev2 ready\r\n",
    answer: (line: string, isSecure: boolean, offersTls = true): LineAnswer => {
      const [tag = "", name = "", ...rest] = line.split(" ");
      if (name === "CAPABILITY") return `* CAPABILITY IMAP4rev2 AUTH=PLAIN\r\n${tag} OK done\r\n`;
      if (name === "STARTTLS" && !isSecure && offersTls) return { thenTls: `${tag} OK begin\r\n` };
      if (name === "LOGIN" && rest.join(" ") === `"${user}" "pa\\"ss\\\\word-9"`) return `* OK hello\r\n${tag} OK in\r\n`;
      return name === "LOGOUT" ? { thenEnd: "" } : `${tag} NO no\r\n`;
    },
  },
  pop3: {
    greeting: "+OK POP3 ready <1896.697170952@good.test>\r\n",
    answer: (line: string, isSecure: boolean, offersTls = true): LineAnswer => {
      if (line === "STLS" && !isSecure && offersTls) return { thenTls: "+OK begin\r\n" };
      if (line === `USER ${user}` || line === `PASS ${password}`) return "+OK\r\n";
      return line === "QUIT" ? { thenEnd: "" } : "-ERR no\r\n";
    },
  },
  ftp: {
    greeting: "120 in a moment\r\n220-good.test\r\n FTP server\r\n220 ready\r\n",
    answer: (line: string, isSecure: boolean, offersTls = true): LineAnswer => {
      if (line === "AUTH TLS" && !isSecure && offersTls) return { thenTls: "234 begin\r\n" };
      if (line === `USER ${user}`) return "331 password, please\r\n";
      if (line === `PASS ${password}`) return "230 in\r\n";
      return line === "QUIT" ? { thenEnd: "" } : "530 no\r\n";
    },
  },
};
