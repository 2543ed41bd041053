import { Injectable, Logger } from '@nestjs/common';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Hands a mail over to whatever delivers it; a rejected promise means that it has to be tried again. */
export abstract class MailTransport {
  abstract send(mail: Mail): Promise<void>;
}

/** Writes mails to the log. To deliver them, provide another MailTransport in MailModule. */
@Injectable()
export class LogMailTransport extends MailTransport {
  private readonly logger = new Logger('Mail');

  send(mail: Mail): Promise<void> {
    this.logger.log(`to ${mail.to}: ${mail.subject}`);
    return Promise.resolve();
  }
}
