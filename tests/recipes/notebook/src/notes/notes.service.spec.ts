describe("NotesService", () => {
  it("is there", () => expect(true).toBe(true));
});
