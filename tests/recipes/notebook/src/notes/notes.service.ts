import { Injectable, NotFoundException } from "@nestjs/common";
import { PrismaService } from "../prisma/prisma.service";
import { CreateNoteDto } from "./dto/create-note.dto";
import { NoteDto } from "./dto/note.dto";

const noteSelect = { id: true, title: true, pinned: true, createdAt: true };

@Injectable()
export class NotesService {
  constructor(private readonly prisma: PrismaService) {}

  create(authorId: string, dto: CreateNoteDto): Promise<NoteDto> {
    return this.prisma.note.create({ data: { ...dto, authorId }, select: noteSelect });
  }

  async findAll(authorId: string): Promise<NoteDto[]> {
    return this.prisma.note.findMany({
      where: { authorId },
      select: noteSelect,
      orderBy: { createdAt: "desc" },
    });
  }
}
