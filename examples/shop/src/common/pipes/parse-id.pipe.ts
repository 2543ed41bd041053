import { ArgumentMetadata, BadRequestException, Injectable, PipeTransform } from '@nestjs/common';
import { MAX_INT } from '../max-int.js';

/** An id from the path: an integer that the database can hold, else 400. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, number> {
  transform(value: string, { data }: ArgumentMetadata): number {
    const id = /^\d{1,10}$/.test(value) ? Number(value) : 0;
    if (id < 1 || id > MAX_INT) throw new BadRequestException(`${data} must be an integer from 1 to ${MAX_INT}`);
    return id;
  }
}
