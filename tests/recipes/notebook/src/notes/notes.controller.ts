import { Body, Controller, Get, Post } from "@nestjs/common";
import { CurrentUser, SignedIn } from "../auth/current-user.decorator";
import { CreateNoteDto } from "./dto/create-note.dto";
import { NoteDto } from "./dto/note.dto";
import { NotesService } from "./notes.service";

@Controller("notes")
export class NotesController {
  constructor(private readonly notesService: NotesService) {}

  @Post()
  create(@CurrentUser() user: SignedIn, @Body() dto: CreateNoteDto): Promise<NoteDto> {
    return this.notesService.create(user.id, dto);
  }

  @Get()
  findAll(@CurrentUser() user: SignedIn): Promise<NoteDto[]> {
    return this.notesService.findAll(user.id);
  }
}
