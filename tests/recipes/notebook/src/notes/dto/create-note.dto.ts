import { IsBoolean, IsOptional, IsString, MaxLength } from "class-validator";

export class CreateNoteDto {
  @IsString()
  @MaxLength(80)
  title: string;

  @IsOptional()
  @IsBoolean()
  pinned?: boolean;
}
