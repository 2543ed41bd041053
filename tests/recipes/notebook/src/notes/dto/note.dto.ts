export class NoteDto {
  id: string;
  title: string;
  pinned: boolean;
  createdAt: Date;
}
